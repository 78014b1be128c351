import { describe, expect, it } from 'vitest';
import { timelineOf, type TimeChange } from './timeline.js';
import type { Submission } from './results.queries.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 9, minute)).toISOString();

function submission(changes: Partial<Submission> = {}): Submission {
  return {
    invitedAt: null,
    startedAt: at(0),
    finishedAt: at(30),
    receivedAt: at(30),
    items: [],
    earlierSubmissions: [],
    score: { revision: 1, scoredAt: at(30) },
    ...changes,
  } as unknown as Submission;
}
const kinds = (...parameters: Parameters<typeof timelineOf>): string[] =>
  timelineOf(...parameters).map(({ kind }) => kind);

describe('the timeline of a submission', () => {
  it('of somebody who came by the link and answered nothing', () =>
    expect(kinds(submission(), [])).toEqual(['started', 'ended', 'received']));

  it('has the invitation, the first and the last answer, and what came between', () => {
    const items = [at(5), null, at(12), at(3)].map((savedAt) => ({ savedAt }));
    const change = { kind: 'extension', changedAt: at(10), minutes: 5, reason: 'Alarm' } as TimeChange;
    expect(
      kinds(
        submission({
          invitedAt: at(-90),
          items: items as Submission['items'],
          score: { revision: 2, scoredAt: at(99) } as Submission['score'],
        }),
        [change],
      ),
    ).toEqual([
      'invited',
      'started',
      'firstSaved',
      'extension',
      'lastSaved',
      'ended',
      'received',
      'rescored',
    ]);
  });

  it('names one answer once', () =>
    expect(kinds(submission({ items: [{ savedAt: at(4) }] as Submission['items'] }), [])).toEqual([
      'started',
      'firstSaved',
      'ended',
      'received',
    ]));
});
