import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

describe('the Blooket template', () => {
  it('names answers by number below a title', async () => {
    const file = await readRows([
      ['Blooket\nImport Template'],
      [
        'Question #',
        'Question Text',
        'Answer 1',
        'Answer 2',
        'Answer 3\n(Optional)',
        'Answer 4\n(Optional)',
        'Time Limit (sec)\n(Max: 300 seconds)',
        'Correct Answer(s)\n(Only include Answer #)',
      ],
      [1, '1 + 1?', 1, 3, 2, '', 20, 3],
      [2, 'Which are odd?', 1, 2, 3, '', 20, '1,3'],
      [3, '', '', '', '', '', 20, ''],
    ]);
    expect(file.layout).toBe('Blooket template, header in row 2');
    expect(problemsOf(file)).toEqual([]);
    expect(questionsOf(file).map(starred)).toEqual([
      ['1', '3', '*2'],
      ['*1', '2', '*3'],
    ]);
  });
});
