import type { ExportedQuestion } from '../../src/question-export/writers/exported-question.js';
import { meaningOf, type Meaning } from './question-meaning.js';

/** What a loss of this code may change, and nothing else. */
const mayChange: Readonly<Record<string, readonly string[]>> = {
  title: ['title'],
  points: ['points'],
  explanation: ['explanation'],
  external_id: ['externalId'],
  category: ['category'],
  category_path: ['category'],
  tags: ['tags'],
  difficulty: ['difficulty'],
  time_limit: ['timeLimitSeconds'],
  option_order: ['shuffleOptions'],
  maximum_selections: ['maximumSelections', 'scores'],
  penalty: ['penalty'],
  unit: ['unit'],
  decimal_separator: ['decimalSeparator'],
  case_sensitive: ['caseSensitive'],
  comparison: ['compatibility', 'ignoreDiacritics', 'ignorePunctuation', 'turkishLetters'],
  scoring: ['scores'],
  scoring_not_read: ['scores'],
  no_full_share: ['accepted', 'points'],
  // A statement has no options.
  true_false: ['kind', 'options', 'shuffleOptions', 'correct'],
  // A pick of one has no limit and no weights.
  single_choice: ['kind', 'maximumSelections', 'scores', 'penalty'],
  white_space: [],
  rounding: ['accepted', 'roundings'],
  rounded_share: ['accepted', 'penalty'],
  // A remark: the weight comes back as it was.
  uncommon_weight: [],
  arrow_in_answer: ['accepted'],
  line_breaks: ['text', 'options'],
  unwritable_character: [
    'text',
    'title',
    'explanation',
    'externalId',
    'category',
    'tags',
    'options',
    'accepted',
    'unit',
  ],
};

/** Every code that a writer may give. */
export const writableCodes: readonly string[] = [...Object.keys(mayChange), 'not_written', 'long_number'];

/**
 * What a question means beyond what these losses may have changed.
 *
 * @param original of a question that is worth nothing, a penalty takes nothing either
 */
export function unchanged(
  question: ExportedQuestion,
  codes: readonly string[],
  original: ExportedQuestion,
): Meaning {
  const changed = codes.flatMap((code) => mayChange[code] ?? []);
  if (Number(original.points) === 0) changed.push('penalty');
  const meant = codes.includes('case_sensitive') ? withoutCase(question) : question;
  const kept = Object.entries(meaningOf(meant)).filter(([name]) => !changed.includes(name));
  return Object.fromEntries(
    codes.includes('white_space') ? kept.map(([name, value]) => [name, withOneBlank(value)]) : kept,
  );
}

function withoutCase(question: ExportedQuestion): ExportedQuestion {
  return question.kind === 'short_answer'
    ? { ...question, key: { ...question.key, caseSensitive: false } }
    : question;
}

function withOneBlank(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOneBlank);
  return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : value;
}
