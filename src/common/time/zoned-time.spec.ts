import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSeed } from '../../../test/support/seed.js';
import { instantOf, isTimeZone, localTime, nextDate } from './zoned-time.js';

const zones = [
  'UTC',
  'Europe/Warsaw',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Africa/Casablanca',
];
const instants = fc.date({
  min: new Date('2010-01-01T00:00:00Z'),
  max: new Date('2037-01-01T00:00:00Z'),
  noInvalidDate: true,
});

describe('a time zone', () => {
  it.each([
    ...zones,
    'Asia/Katmandu',
    'US/Eastern',
    'Etc/GMT+1',
    'America/Argentina/La_Rioja',
    'europe/warsaw',
  ])('%s is one', (name) => expect(isTimeZone(name)).toBe(true));

  it.each([
    '',
    'Mars/Olympus',
    '+01:00',
    'UTC+1',
    'Europe/',
    ' UTC',
    'UTC\n',
    `UTC/${'x'.repeat(70)}`,
    5,
    null,
  ])('%j is none', (name) => expect(isTimeZone(name)).toBe(false));
});

describe('the clock on the wall', () => {
  it.each([
    ['2026-03-29T00:59:59Z', 'Europe/Warsaw', '2026-03-29', 119],
    ['2026-03-29T01:00:00Z', 'Europe/Warsaw', '2026-03-29', 180],
    ['2026-10-25T00:30:00Z', 'Europe/Warsaw', '2026-10-25', 150],
    ['2026-10-25T01:30:00Z', 'Europe/Warsaw', '2026-10-25', 150],
    ['2026-01-01T00:00:00Z', 'Australia/Lord_Howe', '2026-01-01', 660],
    ['2026-07-01T00:00:00Z', 'Australia/Lord_Howe', '2026-07-01', 630],
    ['2026-07-01T00:00:00Z', 'Asia/Kathmandu', '2026-07-01', 345],
    ['2011-12-30T09:59:59Z', 'Pacific/Apia', '2011-12-29', 1439],
    ['2011-12-30T10:00:00Z', 'Pacific/Apia', '2011-12-31', 0],
    ['2026-01-01T04:59:59.999Z', 'America/New_York', '2025-12-31', 1439],
  ])('at %s in %s shows %s, minute %i', (instant, zone, date, minute) => {
    expect(localTime(new Date(instant), zone)).toEqual({ date, minute });
  });

  it('goes back to the instant that it was read at, or to the first that reads the same', () => {
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (instant, zone) => {
        const onTheHour = new Date(instant);
        onTheHour.setTime(Math.floor(instant.getTime() / 3_600_000) * 3_600_000);
        const { date, minute } = localTime(onTheHour, zone);
        const hour = Math.floor(minute / 60);
        const found = instantOf(date, hour, zone);
        expect(localTime(found, zone)).toEqual({ date, minute: hour * 60 });
        expect(found.getTime()).toBeLessThanOrEqual(onTheHour.getTime());
      }),
      { seed: testSeed, numRuns: 2_000 },
    );
  });
});

describe('an hour of a day', () => {
  it.each([
    ['2026-03-29', 2, 'Europe/Warsaw', '2026-03-29T01:00:00.000Z', 'skipped: the moment of the jump'],
    ['2026-03-29', 3, 'Europe/Warsaw', '2026-03-29T01:00:00.000Z', 'the first hour after it'],
    ['2026-10-25', 2, 'Europe/Warsaw', '2026-10-25T00:00:00.000Z', 'shown twice: the first time'],
    ['2026-11-01', 1, 'America/New_York', '2026-11-01T05:00:00.000Z', 'shown twice'],
    ['2026-10-04', 2, 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z', 'skipped by half an hour'],
    ['2011-12-30', 8, 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 'on a day that there was not'],
    ['2026-06-01', 8, 'Asia/Kathmandu', '2026-06-01T02:15:00.000Z', 'at a quarter past elsewhere'],
  ])('%s %i:00 in %s is %s: %s', (date, hour, zone, instant) => {
    expect(instantOf(date, hour, zone).toISOString()).toBe(instant);
  });

  it('is followed by the same on the next day of the calendar', () => {
    expect(nextDate('2026-12-31')).toBe('2027-01-01');
    expect(nextDate('2028-02-28')).toBe('2028-02-29');
  });
});
