import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

describe('the Gimkit template', () => {
  it('has the right answer as a text, the wrong ones beside it', async () => {
    const file = await readRows([
      ['Gimkit Spreadsheet Import Template'],
      [
        'Question',
        'Correct Answer',
        'Incorrect Answer 1',
        'Incorrect Answer 2 (Optional)',
        'Incorrect Answer 3 (Optional)',
      ],
      ['Which vitamin is in lemons?', 'C', 'A', 'B', 'D'],
      ['3 × 3?', 9, 6, '', ''],
      ['No right one?', '', 'x', 'y', ''],
    ]);
    expect(file.layout).toBe('Gimkit template, header in row 2');
    expect(problemsOf(file)).toEqual(['no_correct_answer in row 5']);
    expect(questionsOf(file).map(starred)).toEqual([
      ['*C', 'A', 'B', 'D'],
      ['*9', '6'],
    ]);
  });

  it('has typed answers where no wrong ones stand beside them', async () => {
    const file = await readRows([
      ['Gimkit Spreadsheet Import Template 2'],
      ['Question', 'Correct Answer'],
      ['Capital of Peru?', 'Lima'],
      ['2 + 2?', '4'],
    ]);
    expect(questionsOf(file).map(({ kind, accepted }) => [kind, accepted])).toEqual([
      ['short_answer', [{ text: 'Lima', fraction: 1 }]],
      ['short_answer', [{ text: '4', fraction: 1 }]],
    ]);
  });
});
