import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows } from '../../../../../test/support/table-sample.js';

describe('statements with truth values', () => {
  it('are read in any words for true and false', async () => {
    const answers = ['TRUE', 'false', 'Yes', 'n', '1', '0', 'wahr', 'faux', '✓', 'x', 'Correct', 'incorrect'];
    const file = await readRows([
      ['Statement', 'True/False', 'Explanation'],
      ...answers.map((answer, index) => [`Statement ${index}.`, answer, '']),
    ]);
    expect(file.layout).toBe('Statements with truth values, header in row 1');
    expect(problemsOf(file)).toEqual([]);
    expect(questionsOf(file).map(({ kind, correct }) => [kind, correct])).toEqual(
      [true, false, true, false, true, false, true, false, true, true, true, false].map((value) => [
        'true_false',
        value,
      ]),
    );
  });

  it('report a value that is none, whatever the header says', async () => {
    const rows = [
      ['A.', 'TRUE'],
      ['B.', 'FALSE'],
      ['C.', 'perhaps'],
      ['D.', ''],
    ];
    for (const header of [
      ['Statement', 'Answer'],
      ['Frage', 'Wahr/Falsch'],
      ['Question', 'True or false'],
    ]) {
      const file = await readRows([header, ...rows]);
      expect(problemsOf(file)).toEqual(['correct_not_found in row 4', 'no_correct_answer in row 5']);
      expect(questionsOf(file).map(({ correct }) => correct)).toEqual([true, false]);
    }
  });

  it('leave other questions of the kind "statement" alone', async () => {
    const file = await readRows([
      ['Statement', 'Answer'],
      ['The capital of Peru is', 'Lima'],
      ['That of Cuba is', 'Havana'],
    ]);
    expect(questionsOf(file).map(({ kind }) => kind)).toEqual(['short_answer', 'short_answer']);
  });
});
