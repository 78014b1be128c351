/**
 * The types of events that have a sentence, by what somebody looks for. A test compares them with those of the server; a newer
 * server may know more, which then belong to no group and are shown as they are.
 */
export const eventGroups = {
  assessments: [
    'assessment.created',
    'assessment.changed',
    'assessment.deleted',
    'assessment.published',
    'assessment.closed',
    'assessment.reopened',
    'assessment.archived',
    'assessment.reminders_changed',
  ],
  questions: [
    'questions.added',
    'question.changed',
    'question.removed',
    'questions.removed',
    'questions.reordered',
    'import.received',
    'import.committed',
    'import.undone',
    'import.discarded',
  ],
  candidates: [
    'invites.created',
    'invite.revoked',
    'invite.resent',
    'invite.extra_time_set',
    'candidate.opted_out',
    'candidate.opted_in',
    'attempt.started',
    'attempt.submitted',
    'attempt.ended',
    'attempt.reopened',
    'attempts.extended',
  ],
  people: [
    'employer.created',
    'member.invited',
    'member.joined',
    'member.role_changed',
    'member.removed',
    'member.password_changed',
  ],
  connections: [
    'api_key.created',
    'api_key.revoked',
    'webhook.created',
    'webhook.changed',
    'webhook.removed',
    'webhook.secret_rotated',
    'webhook.disabled',
    'webhook.enabled',
    'webhook.redelivered',
    'jobs.replayed',
  ],
} as const;

export type EventGroup = keyof typeof eventGroups;

export const eventGroupNames = Object.keys(eventGroups) as EventGroup[];
