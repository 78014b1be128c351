import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

describe('the CSV of the Moodle plugin', () => {
  it('has one or two right letters, and points', async () => {
    const file = await readRows([
      [
        'questionname',
        'questiontext',
        'A',
        'B',
        'C',
        'D',
        'Answer 1',
        'Answer 2',
        'answernumbering',
        'correctfeedback',
        'incorrectfeedback',
        'defaultmark',
      ],
      [
        'Printing',
        'Which command prints?',
        'print',
        'ptr',
        'lpr',
        'B',
        'C',
        '',
        123,
        'Well done.',
        'Look again.',
        2,
      ],
      ['Letters', 'Which are vowels?', 'A', 'B', 'E', 'F', 'A', 'C', 'ABCD', '', '', 1],
    ]);
    expect(file.layout).toBe('Moodle CSV plugin, header in row 1');
    expect(file.answerReadings).toEqual(['letters']);
    expect(problemsOf(file)).toEqual([]);
    const [printing, letters] = questionsOf(file);
    expect(starred(printing)).toEqual(['print', 'ptr', '*lpr', 'B']);
    expect(printing).toMatchObject({
      title: 'Printing',
      points: '2',
      feedbackRight: 'Well done.',
      feedbackWrong: 'Look again.',
    });
    expect([letters?.kind, starred(letters)]).toEqual(['multiple_choice', ['*A', 'B', '*E', 'F']]);
  });
});
