import { describe, expect, it } from 'vitest';
import { changesBetween, missingIn, nextPicture, type WatchedAttempt } from './attempt-changes.rules.js';
import type { RunningAttemptRow } from './running-attempts.queries.js';

const row = (id: string, changes: Partial<RunningAttemptRow> = {}): RunningAttemptRow => ({
  id,
  name: 'Carla',
  email: 'carla@example.org',
  version_number: 1,
  item_count: 4,
  answered_count: 0,
  last_saved_at: null,
  started_at: new Date(0),
  started_key: '1970-01-01 00:00:00+00',
  deadline_at: new Date(60_000),
  state: 'in_progress',
  finish_reason: null,
  ended_at: null,
  server_time: new Date(1_000),
  ...changes,
});

const nothing: ReadonlyMap<string, WatchedAttempt> = new Map();
const tell = (before: RunningAttemptRow[], after: RunningAttemptRow[]): string[] => {
  const told = nextPicture(nothing, before, 0);
  return changesBetween(told, nextPicture(told, after, 1_000)).map(
    ({ change, attempt }) => `${attempt.row.id} ${change}`,
  );
};

describe('what a stream tells of running attempts', () => {
  it('is nothing where nothing has changed but the time, and the picture stays the same', () => {
    const told = nextPicture(nothing, [row('a')], 0);
    const next = nextPicture(told, [row('a', { server_time: new Date(9_000) })], 8_000);
    expect(next).toBe(told);
  });

  it.each([
    ['started', [], row('a')],
    ['progress', [row('a')], row('a', { answered_count: 1, last_saved_at: new Date(5) })],
    ['progress', [row('a', { last_saved_at: new Date(4) })], row('a', { last_saved_at: new Date(5) })],
    ['time', [row('a')], row('a', { deadline_at: new Date(90_000) })],
    ['ending', [row('a')], row('a', { state: 'ending' })],
    ['ended', [row('a')], row('a', { state: 'finished' })],
    ['ended', [], row('a', { state: 'finished' })],
    ['reopened', [row('a', { state: 'finished' })], row('a')],
  ])('is %s', (change, before, after) => {
    expect(tell(before, [after])).toEqual([`a ${change}`]);
  });

  it('is only what has changed', () => {
    expect(
      tell([row('a'), row('b'), row('c')], [row('a'), row('b', { answered_count: 1 }), row('d')]),
    ).toEqual(['b progress', 'd started']);
  });

  it('asks what has become of those that run no longer, once', () => {
    const told = nextPicture(nothing, [row('a'), row('b')], 0);
    expect(missingIn(told, [row('b')])).toEqual(['a']);
    const next = nextPicture(told, [row('b'), row('a', { state: 'finished' })], 0);
    expect(missingIn(next, [row('b')])).toEqual([]);
  });

  it('forgets one that has ended after a minute, and says nothing of that', () => {
    const told = nextPicture(nothing, [row('a', { state: 'finished' }), row('b')], 0);
    expect(nextPicture(told, [row('b')], 59_000)).toBe(told);
    const later = nextPicture(told, [row('b')], 61_000);
    expect([...later.keys()]).toEqual(['b']);
    expect(changesBetween(told, later)).toEqual([]);
  });
});
