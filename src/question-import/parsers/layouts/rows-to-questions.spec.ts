import { describe, expect, it } from 'vitest';
import { parseQuestionFile } from '../index.js';

const header =
  'type,question,option_1,option_2,option_3,correct,points,penalty,tolerance,case_sensitive,tags,time_limit_seconds';
const columns = header.split(',');

type Cells = Readonly<Record<string, string>>;

/** Parses rows given by their cells. */
async function parse(...rows: readonly Cells[]) {
  const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const lines = rows.map((row) => columns.map((column) => quote(row[column] ?? '')).join(','));
  return parseQuestionFile(new TextEncoder().encode([header, ...lines].join('\n')));
}

const choice = { question: 'Why?', option_1: 'x', option_2: 'y', correct: 'A' };

describe('rows that become questions', () => {
  it.each<[string, Cells, object]>([
    ['a number', { type: 'numeric', correct: '42' }, { accepted: [{ value: '42' }] }],
    ['a decimal comma', { type: 'numeric', correct: '1,5' }, { accepted: [{ value: '1.5' }] }],
    ['a range', { type: 'numeric', correct: '-5 .. 2,5' }, { accepted: [{ min: '-5', max: '2.5' }] }],
    [
      'a tolerance',
      { type: 'numeric', correct: '3', tolerance: '0,1' },
      { accepted: [{ value: '3', tolerance: { absolute: '0.1' } }] },
    ],
    [
      'a tolerance in the cell',
      { type: 'numeric', correct: '3 ± 0.2' },
      { accepted: [{ value: '3', tolerance: { absolute: '0.2' } }] },
    ],
    ['several numbers', { type: 'numeric', correct: '3|4' }, { accepted: [{ value: '3' }, { value: '4' }] }],
    [
      'accepted texts',
      { type: 'short_answer', correct: 'a| b |a', case_sensitive: 'yes' },
      { accepted: ['a', 'b'].map((text) => ({ text, fraction: 1 })), caseSensitive: true },
    ],
    [
      'accepted texts in option columns',
      { type: 'fill in the blank', option_1: 'a', option_3: 'b' },
      { accepted: ['a', 'b'].map((text) => ({ text, fraction: 1 })) },
    ],
    ['a statement', { type: 'T/F', correct: 'falsch' }, { kind: 'true_false', correct: false }],
    [
      'a statement with options',
      { type: 'true/false', option_1: 'No', option_2: 'Yes', correct: 'B' },
      { kind: 'true_false', correct: true },
    ],
    [
      'a statement with options and a word',
      { type: 'true/false', option_1: 'True', option_2: 'False', correct: 'F' },
      { kind: 'true_false', correct: false },
    ],
    [
      'pairs',
      { type: 'matching', option_1: 'a => 1', option_2: 'b → 2', option_3: '=> 3' },
      {
        pairs: [
          { stem: 'a', choice: '1' },
          { stem: 'b', choice: '2' },
        ],
        distractors: ['3'],
      },
    ],
    ['an order', { type: 'ordering', option_1: 'a', option_3: 'b' }, { order: ['a', 'b'] }],
    ['a penalty written as a loss', { ...choice, penalty: '-0.25' }, { wrongPenalty: '0.25' }],
    ['a time limit with its unit', { ...choice, time_limit_seconds: '60 sec' }, { timeLimitSeconds: 60 }],
    [
      'several right options of a loose type',
      { ...choice, type: 'Multiple Choice', correct: 'A;B' },
      { kind: 'multiple_choice' },
    ],
    ['one right option of several', { ...choice, type: 'multiple_choice' }, { kind: 'multiple_choice' }],
    ['tags', { ...choice, tags: 'a; b, c ;a' }, { tags: ['a', 'b, c'] }],
  ])('%s', async (_name, cells, content) => {
    const file = await parse({ question: 'What?', ...cells });
    expect(file.problems).toEqual([]);
    expect(file.rows[0]?.question).toMatchObject(content);
  });

  it.each<[string, Cells, string, string | undefined]>([
    [
      'several right options of one',
      { ...choice, type: 'single_choice', correct: 'A;B' },
      'several_correct_answers',
      'correct',
    ],
    ['an unknown type', { ...choice, type: 'hotspot' }, 'unsupported_type', 'type'],
    ['a text with gaps', { ...choice, type: 'cloze' }, 'unsupported_type', 'type'],
    ['a range upside down', { type: 'numeric', correct: '5..2' }, 'bad_number', 'correct'],
    ['a percentage', { type: 'numeric', correct: '25%' }, 'bad_number', 'correct'],
    ['no number', { type: 'numeric' }, 'no_correct_answer', 'correct'],
    ['a tolerance below zero', { type: 'numeric', correct: '2', tolerance: '-1' }, 'bad_number', 'tolerance'],
    ['two readings of points', { ...choice, points: '1,234' }, 'bad_number', 'points'],
    ['a penalty in words', { ...choice, penalty: 'some' }, 'bad_number', 'penalty'],
    [
      'a time limit in words',
      { ...choice, time_limit_seconds: 'a minute' },
      'bad_number',
      'time_limit_seconds',
    ],
    [
      'a truth value in words',
      { type: 'short_answer', correct: 'a', case_sensitive: 'perhaps' },
      'bad_truth_value',
      'case_sensitive',
    ],
    ['a statement without an answer', { type: 'true_false' }, 'no_correct_answer', 'correct'],
    [
      'a statement with another answer',
      { type: 'true_false', correct: 'perhaps' },
      'correct_not_found',
      'correct',
    ],
    ['no accepted text', { type: 'short_answer', correct: '|' }, 'no_correct_answer', 'correct'],
    ['half a pair', { type: 'matching', option_1: 'a => 1', option_2: 'b' }, 'bad_pair', 'option_1'],
    ['a single pair', { type: 'matching', option_1: 'a => 1' }, 'too_few_options', 'option_1'],
    ['an order of one', { type: 'ordering', option_1: 'a' }, 'too_few_options', 'option_1'],
  ])('%s is reported with row and column', async (_name, cells, code, column) => {
    const file = await parse(choice, { question: 'What?', ...cells });
    expect(file.problems).toEqual([
      { severity: 'error', code, row: 3, column, message: expect.stringMatching(/^.{20,}\.$/s) },
    ]);
    expect(file.rows.map((row) => row.question !== undefined)).toEqual([true, false]);
  });

  it('reports every problem of a row at once', async () => {
    const file = await parse({ ...choice, question: '', correct: 'Z', points: 'many', penalty: 'few' });
    expect(file.problems.map(({ code }) => code)).toEqual([
      'missing_question_text',
      'bad_number',
      'bad_number',
      'correct_not_found',
    ]);
  });

  it('takes untyped rows without options for what their column holds', async () => {
    const kinds = async (...answers: readonly string[]): Promise<unknown[]> => {
      const rows = answers.map((correct, index) => ({ question: `Question ${index}?`, correct }));
      return (await parse(...rows)).rows.map((row) => row.question?.kind);
    };
    expect(await kinds('yes', 'no')).toEqual(['true_false', 'true_false']);
    expect(await kinds('1', '0')).toEqual(['numeric', 'numeric']);
    expect(await kinds('1', 'no')).toEqual(['short_answer', 'short_answer']);
  });

  it('calls the same question with other options no duplicate', async () => {
    const file = await parse(choice, { ...choice, option_2: 'z' }, { ...choice, question: ' why? ' });
    expect(file.problems).toMatchObject([{ code: 'duplicate_question', row: 4, duplicateOfRow: 2 }]);
  });

  it('skips rows that hold only defaults', async () => {
    const file = await parse(choice, { type: 'numeric', points: '1' });
    expect(file.rows).toHaveLength(1);
    expect(file.problems).toEqual([]);
  });

  it('reads right answers in a column of their own, wrong ones beside it', async () => {
    const text =
      'Question,Correct Answer,Incorrect Answer 1,Incorrect Answer 2 (Optional)\nWhy?,x,y,\nHow?,,y,z\n';
    const file = await parseQuestionFile(new TextEncoder().encode(text));
    expect(file.rows[0]?.question?.options).toEqual([
      { text: 'x', correct: true },
      { text: 'y', correct: false },
    ]);
    expect(file.problems).toMatchObject([{ code: 'no_correct_answer', row: 3, column: 'Correct Answer' }]);
  });

  it('says which headers it found when it knows none', async () => {
    const file = await parseQuestionFile(new TextEncoder().encode('Name,Phone\nLee,123\n'));
    expect(file.problems).toMatchObject([{ code: 'unknown_header', row: 1 }]);
    expect(file.problems[0]?.message).toContain('"Name", "Phone"');
    expect(file.layout).toBe('No question table was recognised');
  });
});
