import type { EventType } from '../events/event-types.js';

/**
 * What a webhook can be told, and what it means. A list of what goes out rather than of what stays in: a new type of event
 * leaves the house only after somebody has written its line here.
 */
const meanings: Partial<Readonly<Record<EventType, string>>> = {
  'member.invited': 'Somebody was asked to become a member',
  'member.joined': 'Somebody became a member',
  'member.role_changed': 'A member has another role',
  'member.removed': 'Somebody is no longer a member',
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
  'invites.created': 'Candidates were invited',
  'invite.revoked': 'An invite was revoked',
  'invite.resent': 'An invite has a new link',
  'attempt.started': 'A candidate has started',
  'attempt.submitted': 'An attempt has ended, by the candidate, by the clock or by you, and is scored',
  'webhook.created': 'A webhook was made',
  'webhook.changed': 'A webhook was changed',
  'webhook.removed': 'A webhook was removed',
  'webhook.secret_rotated': 'A webhook has a new secret',
  'webhook.disabled': 'A webhook was disabled, by request or because its receiver failed',
  'webhook.enabled': 'A webhook was enabled',
  'webhook.redelivered': 'Deliveries were asked for again',
};

export interface OfferedEvent {
  readonly type: string;
  readonly meaning: string;
}

export const offeredEvents: readonly OfferedEvent[] = Object.entries(meanings).map(([type, meaning]) => ({
  type,
  meaning,
}));

export const offeredTypes: readonly string[] = offeredEvents.map(({ type }) => type);

export function isOffered(type: EventType): boolean {
  return meanings[type] !== undefined;
}

/** What the test of an endpoint sends. No event of the journal, and no filter keeps it back. */
export const pingType = 'ping';
