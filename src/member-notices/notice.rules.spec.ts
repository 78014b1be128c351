import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSeed } from '../../test/support/seed.js';
import { localTime } from '../common/time/zoned-time.js';
import { dayOfLeaving, nextDigest, nextInstantNotice } from './notice.rules.js';

const at = (text: string): Date => new Date(text);

describe('the next digest', () => {
  it.each([
    [
      '2026-06-01T05:59:59Z',
      undefined,
      '2026-06-01',
      '2026-06-01T06:00:00.000Z',
      'today, if the hour is to come',
    ],
    ['2026-06-01T06:00:00Z', undefined, '2026-06-02', '2026-06-02T06:00:00.000Z', 'otherwise tomorrow'],
    ['2026-06-01T05:00:00Z', '2026-06-01', '2026-06-02', '2026-06-02T06:00:00.000Z', 'not twice a day'],
    ['2026-06-01T05:00:00Z', '2026-06-02', '2026-06-03', '2026-06-03T06:00:00.000Z', 'nor in another zone'],
    [
      '2026-03-28T12:00:00Z',
      '2026-03-28',
      '2026-03-29',
      '2026-03-29T06:00:00.000Z',
      'an hour earlier in summer',
    ],
    [
      '2026-10-24T12:00:00Z',
      '2026-10-24',
      '2026-10-25',
      '2026-10-25T07:00:00.000Z',
      'an hour later in winter',
    ],
  ])('at %s after %s is that of %s: %s, %s', (now, lastDay, day, dueAt, why) => {
    const next = nextDigest({ hour: 8, timeZone: 'Europe/Warsaw' }, lastDay, at(now));
    expect({ ...next, dueAt: next.dueAt.toISOString() }, why).toEqual({ day, dueAt });
  });

  it('comes once on each day, also where an hour or a day is left out or comes twice', () => {
    const zones = [
      'Europe/Warsaw',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kathmandu',
      'Pacific/Apia',
    ];
    fc.assert(
      fc.property(
        fc.date({ min: at('2011-12-01T00:00:00Z'), max: at('2035-01-01T00:00:00Z'), noInvalidDate: true }),
        fc.integer({ min: 0, max: 23 }),
        fc.constantFrom(...zones),
        (start, hour, timeZone) => {
          let now = start;
          let lastDay: string | undefined;
          for (let count = 0; count < 40; count += 1) {
            const { day, dueAt } = nextDigest({ hour, timeZone }, lastDay, now);
            expect(dueAt > now).toBe(true);
            expect(localTime(dueAt, timeZone).date).toBe(day);
            expect(lastDay === undefined || day > lastDay).toBe(true);
            if (lastDay !== undefined)
              expect(dueAt.getTime() - now.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
            now = dueAt;
            lastDay = day;
          }
        },
      ),
      { seed: testSeed, numRuns: 200 },
    );
  });
});

describe('a digest that leaves late', () => {
  it('counts for the day on which it leaves, so that the next one does not follow at once', () => {
    const now = at('2026-06-04T05:00:00Z');
    const day = dayOfLeaving({ day: '2026-06-01' }, 'Europe/Warsaw', '2026-05-31', now);
    expect(day).toBe('2026-06-04');
    expect(nextDigest({ hour: 8, timeZone: 'Europe/Warsaw' }, day, now).day).toBe('2026-06-05');
  });

  it('waits where the day has had one', () => {
    const now = at('2026-06-04T05:00:00Z');
    expect(dayOfLeaving({ day: '2026-06-01' }, 'Europe/Warsaw', '2026-06-04', now)).toBeUndefined();
  });

  it('keeps its day where the clock of the member is behind it', () => {
    const now = at('2026-06-04T05:00:00Z');
    expect(dayOfLeaving({ day: '2026-06-04' }, 'America/New_York', '2026-06-03', now)).toBe('2026-06-04');
  });
});

describe('an instant notice', () => {
  it('leaves at once, or five minutes after the one before', () => {
    const now = at('2026-06-01T12:00:00Z');
    expect(nextInstantNotice(undefined, now)).toEqual(now);
    expect(nextInstantNotice(at('2026-06-01T11:50:00Z'), now)).toEqual(now);
    expect(nextInstantNotice(at('2026-06-01T11:59:00Z'), now)).toEqual(at('2026-06-01T12:04:00Z'));
  });
});
