import type { EventType } from '../events/event-types.js';

/**
 * What a webhook can be told, and what it means; null for what stays in the house. Every type of event stands here, so that a new
 * one is not built before somebody has decided.
 */
const meanings: Readonly<Record<EventType, string | null>> = {
  // Before there is anybody who could have asked for it.
  'employer.created': null,
  'member.invited': 'Somebody was asked to become a member',
  'member.joined': 'Somebody became a member',
  'member.role_changed': 'A member has another role',
  'member.removed': 'Somebody is no longer a member',
  'member.password_changed': 'A member has another password, changed or set anew by mail',
  'api_key.created': 'An API key was made',
  'api_key.revoked': 'An API key was revoked',
  'assessment.created': 'A draft was made',
  'assessment.changed': 'The settings of an assessment were changed',
  'assessment.deleted': 'A draft was deleted',
  'assessment.published': 'A version was published',
  'assessment.closed': 'An assessment was closed; attempts that ran were ended',
  'assessment.reopened': 'An assessment takes candidates again',
  'assessment.archived': 'An assessment was archived',
  'questions.added': 'Questions were added, by hand or by an import',
  'question.changed': 'A question was changed',
  'question.removed': 'A question was removed',
  'questions.removed': 'The questions of an import were removed with its undoing',
  'questions.reordered': 'Questions have another order',
  'import.received': 'A file with questions has arrived',
  'import.undone': 'An import was undone',
  'import.discarded': 'An import was given up',
  'import.committed': 'The questions of an import were added',
  'assessment.reminders_changed': 'Candidates of an assessment are reminded at other times, or no longer',
  'candidate.opted_out': 'A candidate wants no more reminders',
  'candidate.opted_in': 'A candidate wants reminders again',
  'invites.created': 'Candidates were invited',
  'invite.revoked': 'An invite was revoked',
  'invite.resent': 'An invite has a new link',
  'invite.extra_time_set': 'An invite has another extra time, or none',
  'attempt.started': 'A candidate has started',
  'attempt.submitted':
    'An attempt has ended, by the candidate, by the clock or by you, and is scored; once more for each time that it was reopened',
  'attempt.ended': 'You have ended an attempt; its score follows with attempt.submitted',
  'attempts.extended': 'Attempts that run were given more time',
  'attempt.reopened': 'An attempt that its deadline had ended runs again; its submission no longer counts',
  'webhook.created': 'A webhook was made',
  'webhook.changed': 'A webhook was changed',
  'webhook.removed': 'A webhook was removed',
  'webhook.secret_rotated': 'A webhook has a new secret',
  'webhook.disabled': 'A webhook was disabled, by request or because its receiver failed',
  'webhook.enabled': 'A webhook was enabled',
  'webhook.redelivered': 'Deliveries were asked for again',
  // An act of the operator, about the queue of the installation.
  'jobs.replayed': null,
};

export interface OfferedEvent {
  readonly type: string;
  readonly meaning: string;
}

export const offeredEvents: readonly OfferedEvent[] = Object.entries(meanings).flatMap(([type, meaning]) =>
  meaning === null ? [] : [{ type, meaning }],
);

export const offeredTypes: readonly string[] = offeredEvents.map(({ type }) => type);

export function isOffered(type: EventType): boolean {
  // A newer program that runs beside this one may write types that are unknown here.
  return typeof meanings[type] === 'string';
}

/** What the test of an endpoint sends. No event of the journal, and no filter keeps it back. */
export const pingType = 'ping';
