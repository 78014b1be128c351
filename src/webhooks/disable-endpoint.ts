import type { Tx } from '../database/database.js';
import { appendEvent } from '../events/events.queries.js';
import type { EventActor } from '../events/event-types.js';
import { shelvePending } from './deliveries.queries.js';
import { setDisabled, type DisabledReason } from './endpoints.queries.js';

/** The caller holds the endpoint's lock. What waits for it goes on the shelf in the same transaction. */
export async function disableEndpoint(
  tx: Tx,
  endpoint: { readonly employerId: string; readonly id: string },
  reason: DisabledReason,
  actor: EventActor,
): Promise<void> {
  const { employerId, id } = endpoint;
  await setDisabled(tx, employerId, id, reason);
  await shelvePending(tx, employerId, id);
  await appendEvent(tx, {
    employerId,
    type: 'webhook.disabled',
    actor,
    subject: { type: 'webhook', id },
    payload: { reason },
  });
}
