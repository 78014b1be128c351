import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

const header = [
  'Question Text',
  'Question Type',
  'Option 1',
  'Option 2',
  'Option 3',
  'Option 4',
  'Option 5',
  'Correct Answer',
  'Time in seconds',
  'Image Link',
  'Answer explanation',
];
const hints = [
  'Text of the question (required)',
  'Question Type (default is Multiple Choice)',
  'Text for option 1 (required in all cases except open-ended)',
  'Text for option 2 (required in all cases except open-ended)',
  'Text for option 3 (optional)',
  'Text for option 4 (optional)',
  'Text for option 5 (optional)',
  'The correct option choice (between 1-5)',
  'Time in seconds (optional, default value is 30 seconds)',
  'Link of the image (optional)',
  'Explanation for the answer (optional)',
];

describe('the Quizizz template', () => {
  it('skips the row of hints in silence and reads each type', async () => {
    const file = await readRows([
      header,
      hints,
      ['Which is a planet?', 'Multiple Choice', 'Mars', 'Moon', '', '', '', 1, 30, '', 'The moon is none.'],
      [
        'Which are gases?',
        'Checkbox',
        'Neon',
        'Gold',
        'Argon',
        '',
        '',
        '1,3',
        45,
        'https://example.org/gas.png',
        '',
      ],
      ['The colour of grass?', 'Fill-in-the-Blank', 'green', 'Green', '', '', '', '', 20, '', ''],
      ['What did you learn?', 'Open-Ended', '', '', '', '', '', '', 60, '', ''],
      ['Which do you like?', 'Poll', 'Tea', 'Coffee', '', '', '', '', 20, '', ''],
    ]);
    expect(file.layout).toBe('Quizizz (Wayground) template, header in row 1');
    expect(problemsOf(file)).toEqual(['unsupported_type in row 7']);
    expect(questionsOf(file).map(({ kind }) => kind)).toEqual([
      'single_choice',
      'multiple_choice',
      'short_answer',
      'essay',
    ]);
    expect(starred(questionsOf(file)[1])).toEqual(['*Neon', 'Gold', '*Argon']);
    expect(questionsOf(file)[0]).toMatchObject({ explanation: 'The moon is none.', timeLimitSeconds: 30 });
    expect(questionsOf(file)[1]?.attachments).toEqual(['https://example.org/gas.png']);
  });

  it('keeps a first question that only sounds like a hint', async () => {
    const file = await readRows([
      header,
      ['Is a helmet required by law?', 'Multiple Choice', 'Yes', 'No', '', '', '', 1, 30, '', ''],
    ]);
    expect(questionsOf(file)).toHaveLength(1);
  });
});
