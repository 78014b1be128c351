import { describe, expect, it } from 'vitest';
import { columnMeanings, isColumnMeaning, readMeaning } from './column-meanings.js';
import { readHeader } from './header-row.js';

describe('the meanings of columns', () => {
  it('are named once, for people', () => {
    const keys = columnMeanings.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(
      expect.arrayContaining(['question', 'correct', 'option', 'wrong', 'weight', 'points']),
    );
    for (const { label } of columnMeanings) {
      expect(label.length).toBeGreaterThan(2);
    }
  });

  it('are what a column may be mapped to, numbered ones with their number', () => {
    for (const { key, occurs } of columnMeanings) {
      const name = occurs === 'numbered' ? `${key}_7` : key;
      expect(isColumnMeaning(name)).toBe(true);
    }
    expect(readMeaning('option_12')).toEqual({ meaning: 'option', number: 12 });
    expect(
      ['option', 'option_0', 'option_41', 'option_', 'points_1', 'constructor', '__proto__', ''].filter(
        isColumnMeaning,
      ),
    ).toEqual([]);
  });

  it('are what recognised columns are described by', () => {
    const header = readHeader({
      row: 1,
      cells: ['Question', 'Option A', 'Score A', 'Wrong answer', 'Answer', 'Language', 'Topic', 'Mood'],
    });
    const meanings = header.columns.map(({ meaning }) => meaning);
    expect(meanings).toEqual([
      'question',
      'option_1',
      'weight_1',
      'wrong_1',
      'correct',
      'language',
      'category',
      undefined,
    ]);
    expect(meanings.every((meaning) => meaning === undefined || isColumnMeaning(meaning))).toBe(true);
  });
});
