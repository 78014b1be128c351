import type { Actor } from '../common/access/actor.js';
import type { TemplateName } from './mail-message.js';

/** Who may read a mail in the local outbox. */
export const outboxReaders = ['writers', 'owners', 'nobody'] as const;
export type OutboxReaders = (typeof outboxReaders)[number];

/**
 * A mail in the outbox is read by others than its recipient, so none shows more than its reader could do anyway: writers are
 * shown the links of the candidates whom they invite, owners those of members, which may make an owner. What lets in as a
 * person, nobody is shown, and its words are not kept.
 */
export const readersOf = {
  invitation: 'writers',
  reminder: 'writers',
  receipt: 'writers',
  'one-time-code': 'writers',
  'submission-notice': 'writers',
  'submission-digest': 'writers',
  'webhook-disabled': 'owners',
  'member-invitation': 'owners',
  'password-changed': 'owners',
  'password-reset': 'nobody',
} as const satisfies Record<TemplateName, OutboxReaders>;

/** Owners see in the list that there were mails which nobody may read; a key sees nothing. */
export function readersOfActor(actor: Actor): readonly OutboxReaders[] {
  if (actor.type !== 'member') return [];
  if (actor.role === 'owner') return outboxReaders;
  return actor.role === 'author' ? ['writers'] : [];
}
