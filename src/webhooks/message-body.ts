import type { JournalEvent } from '../events/journal.queries.js';
import { pingType } from './offered-events.js';

/**
 * The body of a message about an event, made once: every attempt sends these bytes, so that each signature is about the same
 * content. The event's payload goes in as the text that the journal holds; read and written again, a number beyond 2^53 would
 * be another one.
 */
export function messageBody(event: JournalEvent): string {
  const about = JSON.stringify({
    eventId: event.id,
    sequence: Number(event.sequence),
    employerId: event.employerId,
    actor: { type: event.actorType, id: event.actorId },
    subject: { type: event.subjectType, id: event.subjectId },
  });
  return envelope(event.type, event.occurredAt, `${about.slice(0, -1)},"payload":${event.payload}}`);
}

export function pingBody(employerId: string, endpointId: string, at: Date): string {
  return envelope(pingType, at, JSON.stringify({ employerId, webhookId: endpointId }));
}

function envelope(type: string, at: Date, data: string): string {
  return `{"type":${JSON.stringify(type)},"timestamp":"${at.toISOString()}","data":${data}}`;
}
