import { describe, expect, it } from 'vitest';
import {
  afterBreak,
  afterMessage,
  inOrder,
  nothingYet,
  type LivePicture,
  type RunningAttempt,
} from './live-attempts.js';

function attempt(id: string, changes: Partial<RunningAttempt> = {}): RunningAttempt {
  return {
    id,
    candidate: { name: id, email: `${id}@example.org` },
    versionNumber: 1,
    state: 'in_progress',
    startedAt: '2026-01-01T09:00:00.000Z',
    deadlineAt: null,
    remainingMilliseconds: null,
    answeredCount: 0,
    questionCount: 4,
    lastSavedAt: null,
    endedAt: null,
    reason: null,
    serverTime: '2026-01-01T09:00:00.000Z',
    ...changes,
  } as RunningAttempt;
}

const message = (type: string, data: unknown) => ({ type, data, id: null });
const snapshot = (items: RunningAttempt[], hasMore = false) => message('snapshot', { items, hasMore });
const ids = ({ attempts }: LivePicture): string[] | null => attempts && [...attempts.keys()];

describe('who is at work', () => {
  it('is known when the snapshot is whole', () => {
    const half = afterMessage(nothingYet, snapshot([attempt('a')], true), 0);
    expect(ids(half)).toBeNull();
    const whole = afterMessage(half, snapshot([attempt('b')]), 0);
    expect(ids(whole)).toEqual(['a', 'b']);
    expect(ids(afterMessage(nothingYet, snapshot([]), 0))).toEqual([]);
  });

  it('is what a later snapshot says, and what was shown stays until that is whole', () => {
    const before = afterMessage(nothingYet, snapshot([attempt('a'), attempt('b')]), 0);
    const arriving = afterMessage(before, snapshot([attempt('b')], true), 0);
    expect(ids(arriving)).toEqual(['a', 'b']);
    const broken = afterBreak(arriving);
    expect(ids(afterMessage(broken, snapshot([attempt('c')]), 0))).toEqual(['c']);
    expect(afterBreak(before)).toBe(before);
  });

  it('is counted from when the server said it, not by the time of day', () => {
    const first = afterMessage(
      nothingYet,
      snapshot([attempt('a', { remainingMilliseconds: 60_000 })]),
      1_000,
    );
    expect(first.attempts!.get('a')!.endsAt).toBe(61_000);
    const more = message('time', attempt('a', { remainingMilliseconds: 360_000 }));
    expect(afterMessage(first, more, 5_000).attempts!.get('a')!.endsAt).toBe(365_000);
  });

  it('has those with the least time at the top and those that ended at the bottom', () => {
    const picture = afterMessage(
      nothingYet,
      snapshot([
        attempt('unlimited'),
        attempt('later', { startedAt: '2026-01-01T09:30:00.000Z' }),
        attempt('long', { remainingMilliseconds: 9_000 }),
        attempt('short', { remainingMilliseconds: 1_000 }),
      ]),
      0,
    );
    const end = (id: string, minute: number) =>
      message('ended', attempt(id, { state: 'finished', endedAt: `2026-01-01T09:0${minute}:00.000Z` }));
    const after = afterMessage(afterMessage(picture, end('long', 1), 0), end('other', 2), 0);
    expect(inOrder(after.attempts!).map((each) => each.attempt.id)).toEqual([
      'short',
      'unlimited',
      'later',
      'other',
      'long',
    ]);
  });

  it('forgets those that ended longest ago', () => {
    let picture = afterMessage(nothingYet, snapshot([attempt('running')]), 0);
    for (let minute = 0; minute < 60; minute += 1) {
      const endedAt = new Date(Date.UTC(2026, 0, 1, 9, minute)).toISOString();
      picture = afterMessage(
        picture,
        message('ended', attempt(`e${minute}`, { state: 'finished', endedAt })),
        0,
      );
    }
    expect(picture.attempts!.size).toBe(51);
    expect(picture.attempts!.has('running')).toBe(true);
    expect(picture.attempts!.has('e9')).toBe(false);
    expect(picture.attempts!.has('e10')).toBe(true);
  });
});
