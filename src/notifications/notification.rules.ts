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

/** What members are told of, and who: nobody more than may look at it. An event that is not here notifies nobody. */
const audiences: Partial<Record<EventType, Audience>> = {
  'attempt.submitted': everyone,
  'attempt.ended': writers,
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
};

export function notifies(type: EventType): boolean {
  return audiences[type] !== undefined;
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
  const audience = audiences[event.type];
  if (!audience) return [];
  return members
    .filter(
      ({ id, role }) => audience.roles.includes(role) || (audience.isForSubject && id === event.subjectId),
    )
    .map(({ id }) => id)
    .filter((id) => event.actorType !== 'member' || id !== event.actorId);
}
