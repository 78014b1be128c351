import { describe, expect, it } from 'vitest';
import { newId } from '../common/identifiers/identifiers.js';
import { orderFor } from './paper-order.js';

describe('orderFor', () => {
  const ids = Array.from({ length: 20 }, (_, index) => `option-${index}`);

  it('gives one attempt the same order again, with every id once', () => {
    const attempt = newId();
    expect(orderFor(attempt, ids)).toEqual(orderFor(attempt, [...ids].reverse()));
    expect([...orderFor(attempt, ids)].sort()).toEqual([...ids].sort());
  });

  it('gives each place to each id about equally often', () => {
    const first = new Map<string, number>();
    for (let attempt = 0; attempt < 2_000; attempt += 1) {
      const [id] = orderFor(String(attempt), ids);
      first.set(id!, (first.get(id!) ?? 0) + 1);
    }
    // Expected 100 each, standard deviation below 10: five of them apart is a broken shuffle, not bad luck.
    for (const count of first.values()) expect(Math.abs(count - 100)).toBeLessThan(50);
    expect(first.size).toBe(20);
  });
});
