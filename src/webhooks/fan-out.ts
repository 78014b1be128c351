import { newId } from '../common/identifiers/identifiers.js';
import type { Tx } from '../database/database.js';
import type { EventConsumer } from '../events/journal-reader.js';
import type { JournalEvent } from '../events/journal.queries.js';
import { insertDeliveries } from './deliveries.queries.js';
import { lockEndpointsShared } from './endpoints.queries.js';
import { matchesFilter } from './event-filter.rules.js';
import { messageBody } from './message-body.js';
import { isOffered } from './offered-events.js';

/**
 * Follows the journal and makes one delivery for each event and endpoint that asked for it: exactly one, however often the
 * journal is read. An endpoint that is disabled gets its deliveries too, on the shelf, from where they can be sent once it
 * works again: nothing is dropped without a word.
 */
export function webhookConsumer(): EventConsumer {
  return { name: 'webhooks', startsAt: 'now', batchSize: 100, wants: isOffered, apply: fanOut };
}

async function fanOut(tx: Tx, event: JournalEvent): Promise<void> {
  const { employerId } = event;
  const endpoints = await lockEndpointsShared(tx, employerId);
  const receivers = endpoints.filter((endpoint) => matchesFilter(endpoint.event_types, event.type));
  if (receivers.length === 0) return;
  await insertDeliveries(
    tx,
    { employerId, eventId: event.id, type: event.type, body: messageBody(event) },
    receivers.map(({ id, disabled_at: disabledAt }) => ({
      id: newId(),
      endpointId: id,
      state: disabledAt === null ? 'pending' : 'endpoint_disabled',
    })),
  );
}
