import { describe, expect, it } from 'vitest';
import { mostEventsLookedAt, nextBefore, spanOf } from './look-back.rules.js';

const none = { before: undefined, from: undefined, until: undefined };

describe('what a page of the journal looks at', () => {
  it('is the end of the journal, as far as one page may look', () => {
    expect(spanOf({ ...none, head: 12 })).toEqual({ first: 1, end: 13, last: 1 });
    expect(spanOf({ ...none, head: 25_000 })).toEqual({ first: 15_001, end: 25_001, last: 1 });
  });

  it('lies between the wished times, and before the page before', () => {
    expect(spanOf({ head: 500, before: undefined, from: 100, until: 200 })).toMatchObject({
      first: 100,
      end: 200,
    });
    expect(spanOf({ head: 500, before: 150, from: 100, until: 200 })).toMatchObject({ first: 100, end: 150 });
  });
});

describe('where the next page goes on', () => {
  const span = { first: 15_001, end: 15_001 + mostEventsLookedAt, last: 1 };

  it('is behind the last that was found when the page is full', () => {
    expect(nextBefore(span, [20_000, 19_000], 2)).toBe(19_000);
  });

  it('is where the look has ended when little or nothing was found', () => {
    expect(nextBefore(span, [20_000], 2)).toBe(15_001);
    expect(nextBefore(span, [], 2)).toBe(15_001);
  });

  it('is nowhere at the beginning, or at the wished time', () => {
    expect(nextBefore({ first: 1, end: 13, last: 1 }, [12], 2)).toBeNull();
    expect(nextBefore({ first: 1, end: 13, last: 1 }, [2, 1], 2)).toBeNull();
    expect(nextBefore({ first: 100, end: 200, last: 100 }, [], 2)).toBeNull();
  });
});
