import { describe, expect, it } from 'vitest';
import { problemsOf, questionsOf, readRows, starred } from '../../../../../test/support/table-sample.js';

const header = [
  'ID',
  'Question',
  'Slug',
  'Description',
  'Status',
  'Type',
  'Grade',
  'Random Answer Order',
  'Media',
  'Categories',
  'Answer',
  'Feedback',
  'Text Before Gap',
  'Gap',
  'Text After Gap',
  'Upload Notes',
  'Teacher Notes',
];
const row = (
  question: string,
  type: string,
  answer: string,
  more: Readonly<Record<string, string | number>> = {},
) => header.map((name) => more[name] ?? { Question: question, Type: type, Answer: answer }[name] ?? '');

describe('the question file of Sensei LMS', () => {
  it('has all options in one cell', async () => {
    const file = await readRows([
      header,
      row('Which is a reptile?', 'multiple-choice', 'Wrong:"Panda, Red", Right:Turtle, Wrong:Fish', {
        ID: 100,
        Grade: 3,
        'Random Answer Order': 1,
        Categories: 'Animals > Reptiles',
        Feedback: 'Turtles are.',
      }),
      row('Which are birds?', '', 'Right:"Duck", Right:"The ""big"" owl", Wrong:Right whale'),
    ]);
    expect(file.layout).toBe('Sensei LMS question file, header in row 1');
    expect(problemsOf(file)).toEqual([]);
    const [first, second] = questionsOf(file);
    expect([first?.kind, starred(first)]).toEqual(['single_choice', ['Panda, Red', '*Turtle', 'Fish']]);
    expect(first).toMatchObject({
      externalId: '100',
      points: '3',
      shuffle: true,
      category: 'Animals/Reptiles',
      explanation: 'Turtles are.',
    });
    expect([second?.kind, starred(second)]).toEqual([
      'multiple_choice',
      ['*Duck', '*The "big" owl', 'Right whale'],
    ]);
  });

  it('has statements, gaps, lines and uploads', async () => {
    const file = await readRows([
      header,
      row('Snow is cold.', 'boolean', '0'),
      row('Ice is cold.', 'boolean', ''),
      row('Complete:', 'gap-fill', '', {
        'Text Before Gap': 'happily',
        Gap: 'ever|always',
        'Text After Gap': 'after',
      }),
      row('Colour of coal?', 'single-line', 'black'),
      row('Describe coal.', 'multi-line', ''),
      row('Send a photo.', 'file-upload', ''),
      row('No right one?', 'multiple-choice', 'Wrong:a, Wrong:b'),
    ]);
    expect(problemsOf(file)).toEqual(['unsupported_type in row 7', 'no_correct_answer in row 8']);
    expect(questionsOf(file)).toMatchObject([
      { kind: 'true_false', correct: false },
      { kind: 'true_false', correct: true },
      {
        kind: 'short_answer',
        text: 'Complete:\n\nhappily _____ after',
        accepted: [{ text: 'ever' }, { text: 'always' }],
      },
      { kind: 'short_answer', accepted: [{ text: 'black' }] },
      { kind: 'essay' },
    ]);
  });
});
