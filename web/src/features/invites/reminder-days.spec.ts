import { describe, expect, it } from 'vitest';
import { readDays } from './reminder-days.js';

describe('days of reminders', () => {
  it.each([
    ['', []],
    ['3', [3]],
    [' 3, 7;14 60', [3, 7, 14, 60]],
    ['0', undefined],
    ['61', undefined],
    ['3, 3', undefined],
    ['1 2 3 4 5', [1, 2, 3, 4, 5]],
    ['1 2 3 4 5 6', undefined],
    ['three', undefined],
    ['1.5', undefined],
    ['-1', undefined],
    ['1e1', undefined],
  ])('%j: %j', (text, days) => expect(readDays(text)).toEqual(days));
});
