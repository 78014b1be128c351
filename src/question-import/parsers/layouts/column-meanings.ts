import { plainMeanings } from './header-synonyms.js';
import type { NumberedMeaning, PlainMeaning } from './header-meaning.js';

/** What a column of a table can mean, for a dialog in which a person maps columns by hand. */
export interface ColumnMeaning {
  /** Of a numbered meaning the part before the number: columns are mapped to "option_1", "option_2" … */
  readonly key: string;
  /** For people. */
  readonly label: string;
  readonly occurs: 'once' | 'several' | 'numbered';
}

/** Columns "option_1" to "option_40" may stand in one table. */
export const mostNumberedColumns = 40;

const plain: Readonly<Record<PlainMeaning, string | readonly [label: string, occurs: 'several']>> = {
  question: 'Question text',
  type: 'Kind of question',
  correct: ['Right answer, or several', 'several'],
  options: 'All options in one cell',
  points: 'Points',
  penalty: 'Points lost by a wrong answer',
  explanation: 'Explanation',
  title: 'Short name',
  category: ['Category', 'several'],
  subcategory: ['Part of the category', 'several'],
  tags: ['Tags', 'several'],
  difficulty: 'Difficulty',
  time_limit_seconds: 'Time limit in seconds',
  time_limit_minutes: 'Time limit in minutes',
  tolerance: 'Tolerance of a number',
  unit: 'Unit of a number',
  decimal_separator: 'Decimal point or comma',
  case_sensitive: 'Capital letters matter (yes or no)',
  comparison: 'How short answers are compared',
  answer_shares: 'Shares of the points of accepted answers',
  shuffle_options: 'Shuffle the options (yes or no)',
  fixed_order: 'Keep the order of the options (yes or no)',
  scoring: 'Scoring rule',
  maximum_selections: 'Most options that may be picked',
  required: 'Must be answered (yes or no)',
  feedback_right: 'Feedback on a right answer',
  feedback_wrong: 'Feedback on a wrong answer',
  hint: 'Hint',
  grader_info: 'Notes for the person who marks',
  image: ['Image or other file', 'several'],
  external_id: 'Identifier in another system',
  language: 'Language',
  ignored: ['Nothing that belongs to the question', 'several'],
};

const numbered: Readonly<Record<NumberedMeaning, string>> = {
  option: 'Option',
  wrong: 'Wrong answer',
  right: 'Whether the option is right (yes or no)',
  weight: 'Weight of the option',
  feedback: 'Feedback on the option',
};

export const columnMeanings: readonly ColumnMeaning[] = [
  ...Object.entries(plain)
    .slice(0, 3)
    .map(([key, entry]) => describe(key, entry)),
  ...Object.entries(numbered).map(([key, label]): ColumnMeaning => ({ key, label, occurs: 'numbered' })),
  ...Object.entries(plain)
    .slice(3)
    .map(([key, entry]) => describe(key, entry)),
];

function describe(key: string, entry: string | readonly [string, 'several']): ColumnMeaning {
  return typeof entry === 'string'
    ? { key, label: entry, occurs: 'once' }
    : { key, label: entry[0], occurs: entry[1] };
}

export type GivenMeaning =
  { readonly meaning: PlainMeaning } | { readonly meaning: NumberedMeaning; readonly number: number };

/** Reads "question" or "option_3"; nothing for a name that no column can have. */
export function readMeaning(name: string): GivenMeaning | undefined {
  if ((plainMeanings as readonly string[]).includes(name)) {
    return { meaning: name as PlainMeaning };
  }
  const [, key = '', digits] = /^([a-z]+)_([1-9]\d?)$/.exec(name) ?? [];
  const number = Number(digits);
  return Object.hasOwn(numbered, key) && number <= mostNumberedColumns
    ? { meaning: key as NumberedMeaning, number }
    : undefined;
}

/** Whether a column may be mapped to this: "correct", "option_12". */
export function isColumnMeaning(name: string): boolean {
  return readMeaning(name) !== undefined;
}
