import { describe, expect, it } from 'vitest';
import { problemTable } from './problem-table.js';

describe('the table of problems', () => {
  it('says how bad, where and what', () => {
    const table = problemTable([
      {
        severity: 'error',
        message: 'The question text is missing.',
        sheet: 'Bank',
        row: 12,
        column: 'Question',
      },
      { severity: 'warning', message: 'A stray bracket.', row: 3, line: 17, title: 'Fire' },
      { severity: 'loss', message: 'Too many.' },
    ]);
    expect(table).toBe(
      [
        'error    Bank, row 12, Question  The question text is missing.',
        'warning  line 17, "Fire"         A stray bracket.',
        'loss     file                    Too many.',
        '',
      ].join('\n'),
    );
  });

  it('is empty without problems', () => {
    expect(problemTable([])).toBe('');
  });

  it('shows nothing that a terminal would obey', () => {
    const table = problemTable([
      { severity: 'error', message: 'a\u001b[2Jb\u202Ec\nd', row: 1, column: '\u001b]0;x\u0007' },
    ]);
    expect(table).toBe('error  row 1,  ]0;x   a [2Jb c d\n');
  });
});
