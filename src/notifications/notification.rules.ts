import type { MemberRole } from '../common/access/permissions.js';
import type { EventType } from '../events/event-types.js';

interface Audience {
  readonly roles: readonly MemberRole[];
  /** Also the member whom it is about, whatever the role. */
  readonly isForSubject?: true;
}

const everyone: Audience = { roles: ['owner', 'author', 'reviewer'] };
const writers: Audience = { roles: ['owner', 'author'] };
const owners: Audience = { roles: ['owner'] };

/**
 * What members are told of, and who: nobody more than may look at it. Null notifies nobody. Every type of event stands here, so
 * that a new one is not built before somebody has decided.
 */
const audiences: Readonly<Record<EventType, Audience | null>> = {
  'attempt.submitted': everyone,
  'attempt.ended': writers,
  'attempts.extended': writers,
  // Of whoever was told of the submission, because it no longer counts.
  'attempt.reopened': everyone,
  'assessment.published': writers,
  'assessment.closed': everyone,
  'assessment.reopened': everyone,
  'assessment.archived': writers,
  'import.committed': writers,
  'import.undone': writers,
  'invites.created': writers,
  'member.joined': owners,
  'member.role_changed': { ...owners, isForSubject: true },
  'member.removed': owners,
  'api_key.created': owners,
  'api_key.revoked': owners,
  'webhook.disabled': owners,

  // The person gets a mail.
  'member.password_changed': null,
  // They wait for an answer of somebody who was asked by name; that answer notifies.
  'member.invited': null,
  'invite.resent': null,
  'invite.revoked': null,
  // Too many to be told each, and seen where they happen.
  'attempt.started': null,
  'candidate.opted_out': null,
  'candidate.opted_in': null,
  // Work on drafts and settings: the journal has it.
  'employer.created': null,
  'assessment.created': null,
  'assessment.changed': null,
  'assessment.deleted': null,
  'assessment.reminders_changed': null,
  'questions.added': null,
  'question.changed': null,
  'question.removed': null,
  'questions.removed': null,
  'questions.reordered': null,
  'import.received': null,
  'import.discarded': null,
  'invite.extra_time_set': null,
  'webhook.created': null,
  'webhook.changed': null,
  'webhook.removed': null,
  'webhook.secret_rotated': null,
  'webhook.enabled': null,
  'webhook.redelivered': null,
  'jobs.replayed': null,
};

export function notifies(type: EventType): boolean {
  return audienceOf(type) !== undefined;
}

/** A newer program that runs beside this one may write types that are unknown here. */
function audienceOf(type: EventType): Audience | undefined {
  return audiences[type] ?? undefined;
}

interface NotifiedOf {
  readonly type: EventType;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly subjectId: string;
}

interface PossibleRecipient {
  readonly id: string;
  readonly role: MemberRole;
}

/** Nobody is told of his own act. */
export function recipientsOf(event: NotifiedOf, members: readonly PossibleRecipient[]): string[] {
  const audience = audienceOf(event.type);
  if (!audience) return [];
  return members
    .filter(
      ({ id, role }) => audience.roles.includes(role) || (audience.isForSubject && id === event.subjectId),
    )
    .map(({ id }) => id)
    .filter((id) => event.actorType !== 'member' || id !== event.actorId);
}
