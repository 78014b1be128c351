import { describe, expect, it } from 'vitest';
import { partOf, type AttemptStanding } from './attempt-stream.rules.js';

const running: AttemptStanding = {
  state: 'in_progress',
  reason: null,
  timeRevision: 3,
  deadlineAt: '2026-03-01T10:00:00.000Z',
  serverTime: new Date('2026-03-01T09:59:00.000Z'),
  remainingMilliseconds: 60_000,
  mayRunAgain: false,
  writer: 2,
};
const ended: AttemptStanding = { ...running, state: 'finished', reason: 'deadline', mayRunAgain: true };
const told = { timeRevision: 3, isRunning: true, writer: 2 };

const typesOf = (...given: Parameters<typeof partOf>): string[] =>
  partOf(...given).messages.map(({ type }) => type);

describe('what the stream of an attempt says', () => {
  it('begins with the time as of now, however old the look is', () => {
    expect(partOf(undefined, running, 400)).toEqual({
      messages: [
        {
          id: 3,
          type: 'time',
          data: {
            revision: 3,
            writer: 2,
            deadlineAt: '2026-03-01T10:00:00.000Z',
            remainingMilliseconds: 59_600,
            serverTime: '2026-03-01T09:59:00.400Z',
          },
        },
      ],
      ended: false,
    });
  });

  it('says no less than no time, and that there is no limit', () => {
    const [message] = partOf(undefined, { ...running, remainingMilliseconds: -2_000 }, 0).messages;
    expect(message!.data).toMatchObject({ remainingMilliseconds: 0 });
    const unlimited = { ...running, deadlineAt: null, remainingMilliseconds: null };
    expect(partOf(undefined, unlimited, 400).messages[0]!.data).toMatchObject({
      remainingMilliseconds: null,
    });
  });

  it('says nothing twice, and each change once', () => {
    expect(typesOf(told, running, 0)).toEqual([]);
    expect(typesOf({ ...told, timeRevision: 2 }, running, 0)).toEqual(['time']);
    expect(typesOf({ ...told, writer: 1 }, running, 0)).toEqual(['time']);
    expect(typesOf({ ...told, isRunning: false }, ended, 0)).toEqual([]);
    expect(typesOf(told, ended, 0)).toEqual(['ended']);
    expect(typesOf({ ...told, timeRevision: 2, isRunning: false }, running, 0)).toEqual(['reopened']);
  });

  it('is over where nothing can follow', () => {
    expect(partOf(told, ended, 0).ended).toBe(false);
    expect(partOf({ ...told, isRunning: false }, { ...ended, mayRunAgain: false }, 0)).toEqual({
      messages: [],
      ended: true,
    });
    expect(partOf(told, { ...ended, state: 'ending', reason: 'closed', mayRunAgain: false }, 0)).toEqual({
      messages: [{ id: 3, type: 'ended', data: { reason: 'closed' } }],
      ended: true,
    });
    expect(partOf(told, undefined, 0)).toEqual({ messages: [], ended: true });
  });
});
