import { describe, expect, it } from 'vitest';
import { isKnownPlace, placeOf } from './stream-place.rules.js';

describe('the place where a client goes on', () => {
  it('is that of the header, else that of the address, else none', () => {
    expect(placeOf('7', '3')).toBe(7);
    expect(placeOf(undefined, '3')).toBe(3);
    expect(placeOf('', '3')).toBe(3);
    expect(placeOf(undefined, undefined)).toBeUndefined();
    expect(placeOf('0', undefined)).toBe(0);
  });

  it.each(['-1', 'x', '1e3', '01', ' 1', '1.5', '9999999999999999', '1\n2'])('is refused: %j', (text) => {
    expect(() => placeOf(text, undefined)).toThrow(expect.objectContaining({ code: 'invalid-parameter' }));
  });

  it('is known from before the first that is kept up to the head', () => {
    const known = [0, 1, 2, 5, 6].filter((place) => isKnownPlace(place, 5, 3));
    expect(known).toEqual([2, 5]);
    expect(isKnownPlace(undefined, 5, 1)).toBe(false);
    expect(isKnownPlace(0, 0, 1)).toBe(true);
  });
});
