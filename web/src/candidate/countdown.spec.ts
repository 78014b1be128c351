import { describe, expect, it } from 'vitest';
import { clockText, Countdown, minutesPassed } from './countdown.js';

class Clocks {
  now = 1_000;
  offset = 1_700_000_000_000;
  monotonic(): number {
    return this.now;
  }
  wall(): number {
    return this.offset + this.now;
  }
}

describe('the countdown', () => {
  it('counts what the server said, less half of the way', () => {
    const clocks = new Clocks();
    const countdown = new Countdown(clocks);
    expect(countdown.remaining()).toBeNull();
    countdown.sync(60_000, 400);
    expect(countdown.remaining()).toBe(59_800);
    clocks.now += 50_000;
    expect(countdown.remaining()).toBe(9_800);
    clocks.now += 50_000;
    expect(countdown.remaining()).toBe(0);
    countdown.sync(null, 0);
    expect(countdown.remaining()).toBeNull();
  });

  it('does not look at the time of day', () => {
    const clocks = new Clocks();
    const countdown = new Countdown(clocks);
    countdown.sync(60_000, 0);
    clocks.offset += 3_600_000;
    expect(countdown.remaining()).toBe(60_000);
    clocks.offset -= 7_200_000;
    expect(countdown.remaining()).toBe(60_000);
  });

  it('notices that the device slept, until the server has been asked again', () => {
    const clocks = new Clocks();
    const countdown = new Countdown(clocks);
    clocks.now += 600_000;
    expect(countdown.hasSlept()).toBe(false);
    clocks.offset += 90_000;
    expect(countdown.hasSlept()).toBe(true);
    countdown.sync(1_000, 0);
    expect(countdown.hasSlept()).toBe(false);
  });
});

describe('announcements', () => {
  it.each([
    [600_001, 600_000, 10],
    [600_000, 599_000, undefined],
    [301_000, 299_000, 5],
    [60_500, 59_500, 1],
    [59_000, 58_000, undefined],
    // A device that slept: the last mark that was passed is the one that matters.
    [700_000, 30_000, 1],
    // More time was given.
    [100_000, 900_000, undefined],
    [null, 50_000, undefined],
    [50_000, null, undefined],
  ])('from %s to %s: %s', (before, after, expected) => expect(minutesPassed(before, after)).toBe(expected));
});

describe('the time as text', () => {
  it.each([
    [0, '0:00'],
    [1, '0:01'],
    [9_000, '0:09'],
    [60_000, '1:00'],
    [725_000, '12:05'],
    [3_909_000, '1:05:09'],
  ])('%d: %s', (milliseconds, expected) => expect(clockText(milliseconds)).toBe(expected));
});
