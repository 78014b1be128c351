import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../events/journal.queries.js';
import { messageBody, pingBody } from './message-body.js';

const event: JournalEvent = {
  employerId: 'e',
  sequence: '7',
  id: 'i',
  xid: '900',
  type: 'assessment.created',
  occurredAt: new Date('2026-03-01T09:00:00.123Z'),
  actorType: 'member',
  actorId: 'm',
  subjectType: 'assessment',
  subjectId: 's',
  payload: '{"title":"é 🎉 \\u2028", "big": 12345678901234567890}',
};

describe('the body of a message', () => {
  it('says what happened, when, to what, and by whom', () => {
    expect(JSON.parse(messageBody(event))).toEqual({
      type: 'assessment.created',
      timestamp: '2026-03-01T09:00:00.123Z',
      data: {
        eventId: 'i',
        sequence: 7,
        employerId: 'e',
        actor: { type: 'member', id: 'm' },
        subject: { type: 'assessment', id: 's' },
        payload: { title: 'é 🎉 \u2028', big: Number('12345678901234567890') },
      },
    });
  });

  it('holds the text of the payload as the journal has it', () => {
    expect(messageBody(event)).toContain(`"payload":${event.payload}}}`);
  });

  it('of a test names the webhook', () => {
    expect(JSON.parse(pingBody('e', 'w', event.occurredAt))).toEqual({
      type: 'ping',
      timestamp: '2026-03-01T09:00:00.123Z',
      data: { employerId: 'e', webhookId: 'w' },
    });
  });
});
