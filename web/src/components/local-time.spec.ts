import { describe, expect, it } from 'vitest';
import { fromLocalTime, toLocalTime } from './local-time.js';

describe('a time in a field', () => {
  it('comes back as the same moment, in whatever zone this machine is', () => {
    const at = '2026-03-29T10:45:00.000Z';
    expect(fromLocalTime(toLocalTime(at))).toBe(at);
    expect(toLocalTime(at)).toMatch(/^2026-03-\d\dT\d\d:\d\d$/);
  });

  it('is nothing where nothing, or nothing complete, stands in the field', () => {
    expect(toLocalTime(null)).toBe('');
    expect(fromLocalTime('')).toBeNull();
    expect(fromLocalTime('2026-13-01T00:00')).toBeNull();
  });
});
