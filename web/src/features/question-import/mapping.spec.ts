import { describe, expect, it } from 'vitest';
import {
  columnIndex,
  hasWishes,
  leftOut,
  meaningNames,
  meaningOf,
  samplesOf,
  withColumn,
  withSheet,
} from './mapping.js';

describe('how a table is to be read', () => {
  it('finds a column by its letter', () => {
    expect(['A', 'Z', 'AA', 'AZ', 'BA', 'XFD'].map(columnIndex)).toEqual([0, 25, 26, 51, 52, 16_383]);
  });

  it('shows a few different texts of a column', () => {
    const rows = [['x', ' yes '], ['y'], ['z', 'yes'], ['z', 'no'], ['z', ''], ['z', 'a'], ['z', 'b']];
    expect(
      samplesOf(
        rows.map((cells) => ({ cells })),
        'B',
      ),
    ).toEqual(['yes', 'no', 'a']);
    expect(samplesOf([{ cells: null }], 'B')).toEqual([]);
  });

  it('keeps the other wishes when one is changed', () => {
    const wishes = withColumn({ headerRow: 2, columns: { A: 'question' } }, 'B', leftOut);
    expect(wishes).toEqual({ headerRow: 2, columns: { A: 'question', B: null } });
    expect(withColumn(wishes, 'A', 'title').columns).toEqual({ A: 'title', B: null });
  });

  it('forgets the columns of another sheet', () => {
    expect(withSheet({ sheet: 'One', headerRow: 2, columns: { A: 'question' } }, 'Two')).toEqual({
      sheet: 'Two',
    });
    expect(withSheet({ answerReading: 'letters' }, 'Two')).toEqual({
      sheet: 'Two',
      answerReading: 'letters',
    });
  });

  it('says what a column means now: the wish before what was recognised', () => {
    const column = { letter: 'B', header: 'b', meaning: 'option_1' };
    expect(meaningOf(column, {})).toBe('option_1');
    expect(meaningOf(column, { columns: { B: null } })).toBe(leftOut);
    expect(meaningOf({ ...column, meaning: null }, { columns: { B: 'title' } })).toBe('title');
  });

  it('offers a numbered meaning as often as there are columns', () => {
    const option = { name: 'option', label: 'Option', occurs: 'numbered' } as const;
    expect(meaningNames(option, 3, 40).map(({ value }) => value)).toEqual([
      'option_1',
      'option_2',
      'option_3',
    ]);
    expect(meaningNames(option, 300, 40)).toHaveLength(40);
    expect(meaningNames({ name: 'title', label: 'Title', occurs: 'once' }, 3, 40)).toEqual([
      { value: 'title' },
    ]);
  });

  it('knows whether anything was wished', () => {
    expect([{}, { sheet: null }, { columns: { A: null } }, { headerRow: 3 }].map(hasWishes)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});
