import type { EventType } from '../events/event-types.js';
import type { EventConsumer } from '../events/journal-reader.js';
import type { JournalEvent } from '../events/journal.queries.js';
import { enqueue, type NewJob } from './jobs.queries.js';

/** Which events ask for which jobs. The tenant and the event of a job are those of the event. */
export interface RelayRule {
  readonly types: readonly EventType[];
  readonly jobs: (event: JournalEvent) => readonly Omit<NewJob, 'employerId' | 'eventId'>[];
}

/**
 * Turns events into jobs, so that the acts themselves, candidates' above all, never write to the queue. It starts with what
 * happens from its first round on: nobody wants the mails of last year.
 */
export function relayOf(rules: readonly RelayRule[], batchSize = 200): EventConsumer {
  const wanted = new Set(rules.flatMap(({ types }) => types));
  return {
    name: 'relay',
    startsAt: 'now',
    batchSize,
    wants: (type) => wanted.has(type),
    apply: async (tx, event) => {
      for (const rule of rules) {
        if (!rule.types.includes(event.type)) continue;
        for (const job of rule.jobs(event))
          await enqueue(tx, { ...job, employerId: event.employerId, eventId: event.id });
      }
    },
  };
}
