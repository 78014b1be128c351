import type { EventConsumer } from '../events/journal-reader.js';
import { notifies, recipientsOf } from './notification.rules.js';
import { insertNotifications, listPossibleRecipients } from './notifications.queries.js';

/**
 * Turns events into notifications of members, exactly once: the inbox of the journal's readers keeps an event from coming
 * twice, and a key of the table would refuse it. Who is a member when it is read is told; who joins later is not.
 */
export const notificationConsumer: EventConsumer = {
  name: 'notifications',
  startsAt: 'now',
  batchSize: 200,
  wants: notifies,
  apply: async (tx, event) => {
    const recipients = recipientsOf(event, await listPossibleRecipients(tx, event.employerId));
    if (recipients.length > 0) await insertNotifications(tx, event.employerId, event.id, recipients);
  },
};
