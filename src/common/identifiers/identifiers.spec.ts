import { describe, expect, it } from 'vitest';
import { bytesToId, idToBytes, isId, newId } from './identifiers.js';

describe('newId', () => {
  it('gives a UUIDv7 of this moment', () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(isId(id)).toBe(true);
    const time = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('keeps the order in which they were made, also within a millisecond', () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids.map((id) => id.slice(19))).size).toBe(ids.length);
  });
});

describe('an id as bytes', () => {
  it('comes back as it was', () => {
    const id = newId();
    expect(idToBytes(id)).toHaveLength(16);
    expect(bytesToId(idToBytes(id))).toBe(id);
  });
});
