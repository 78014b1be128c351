/**
 * Every business fact that the journal can hold, with its payload. Payloads are thin: identifiers and small facts, never
 * an answer, a key, a token or an e-mail address.
 */
export interface EventPayloads {
  'employer.created': { readonly ownerId: string };
  'member.invited': { readonly role: string };
  'member.joined': { readonly role: string };
  'member.role_changed': { readonly role: string };
  'member.removed': Record<string, never>;
  'member.password_changed': { readonly by: 'member' | 'reset' };
  'api_key.created': { readonly scopes: readonly string[]; readonly expiresAt: string };
  'api_key.revoked': Record<string, never>;
  'assessment.created': { readonly title: string; readonly duplicateOf?: string };
  'assessment.changed': { readonly fields: readonly string[] };
  'assessment.deleted': { readonly title: string };
  'assessment.published': { readonly versionNumber: number; readonly itemCount: number };
  'assessment.closed': { readonly endedAttempts: number };
  'assessment.reopened': Record<string, never>;
  'assessment.archived': Record<string, never>;
  'questions.added': { readonly count: number; readonly importId?: string };
  'question.changed': { readonly assessmentId: string; readonly fields: readonly string[] };
  'question.removed': { readonly assessmentId: string };
  'questions.removed': { readonly count: number; readonly importId: string };
  'questions.reordered': Record<string, never>;
  'import.received': { readonly assessmentId: string; readonly byteCount: number };
  'import.undone': { readonly assessmentId: string; readonly questionCount: number };
  'import.discarded': { readonly assessmentId: string };
  'import.committed': { readonly assessmentId: string; readonly questionCount: number };
  'assessment.reminders_changed': { readonly enabled: boolean };
  'candidate.opted_out': Record<string, never>;
  'candidate.opted_in': Record<string, never>;
  'invites.created': { readonly count: number };
  'invite.revoked': { readonly assessmentId: string };
  'invite.resent': { readonly assessmentId: string };
  'attempt.started': {
    readonly assessmentId: string;
    readonly versionNumber: number;
    readonly inviteId: string | null;
  };
  'attempt.submitted': {
    readonly assessmentId: string;
    readonly submissionId: string;
    readonly reason: string;
    readonly percent: string;
    readonly passed: boolean | null;
  };
  /** One for all the attempts that were given time at once; each has a row of attempt_time_changes with this act. */
  'attempts.extended': { readonly actId: string; readonly minutes: number; readonly extended: number };
  'attempt.reopened': {
    readonly assessmentId: string;
    readonly actId: string;
    readonly deadlineAt: string;
    readonly supersededSubmissionId: string;
  };
  'invite.extra_time_set': {
    readonly assessmentId: string;
    readonly extraTimePercent: number | null;
    readonly extraMinutes: number | null;
  };
  'attempt.ended': { readonly assessmentId: string };
  'webhook.created': { readonly eventTypes: readonly string[] };
  'webhook.changed': { readonly fields: readonly string[] };
  'webhook.removed': Record<string, never>;
  'webhook.secret_rotated': Record<string, never>;
  'webhook.disabled': { readonly reason: 'by_request' | 'gone' | 'failing' };
  'webhook.enabled': Record<string, never>;
  'webhook.redelivered': { readonly count: number };
  'jobs.replayed': { readonly count: number; readonly kinds: readonly string[] };
}

export type EventType = keyof EventPayloads;

export type EventActor =
  | { readonly type: 'member' | 'api_key' | 'candidate'; readonly id: string }
  | { readonly type: 'system'; readonly id: null };

export interface NewEvent<Type extends EventType = EventType> {
  readonly employerId: string;
  readonly type: Type;
  readonly actor: EventActor;
  readonly subject: {
    readonly type:
      | 'employer'
      | 'member'
      | 'api_key'
      | 'assessment'
      | 'question'
      | 'import'
      | 'invite'
      | 'attempt'
      | 'webhook'
      | 'opt_out';
    readonly id: string;
  };
  readonly payload: EventPayloads[Type];
}
