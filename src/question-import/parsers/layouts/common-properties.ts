import type { ImportedQuestion } from '../imported-question.js';
import { shorten } from './answer-cell.js';
import { readDecimal } from './decimal-text.js';
import type { QuestionRow } from './question-row.js';

type CommonProperties = Partial<Omit<ImportedQuestion, 'kind' | 'text'>>;

/** What questions of every kind may have beside their text. */
export function commonProperties(row: QuestionRow): CommonProperties {
  return withoutBlanks({
    title: row.optionalText('title'),
    externalId: row.optionalText('external_id'),
    points: row.amount('points'),
    wrongPenalty: wrongPenalty(row),
    shuffle: row.truth('shuffle_options'),
    required: row.truth('required'),
    explanation: row.optionalText('explanation'),
    category: row.categoryPath(),
    tags: tags(row),
    difficulty: row.optionalText('difficulty'),
    timeLimitSeconds: timeLimitSeconds(row),
  });
}

function withoutBlanks(properties: { [Name in keyof CommonProperties]: CommonProperties[Name] | undefined }) {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== undefined),
  ) as CommonProperties;
}

/** Points lost are written as 0.25 or as -0.25. */
function wrongPenalty(row: QuestionRow): string | undefined {
  const cell = row.text('penalty');
  if (cell === '') {
    return undefined;
  }
  const decimal = readDecimal(cell);
  if (!decimal.ok) {
    row.error(
      'bad_number',
      `"${shorten(cell)}" ${decimal.detail}. Give the points lost by a wrong answer.`,
      row.columnOf('penalty'),
    );
    return undefined;
  }
  const amount = decimal.value.replace('-', '');
  return /^[0.]*$/.test(amount) ? undefined : amount;
}

/** The template separates with a semicolon; where there is none, a comma does. */
function tags(row: QuestionRow): readonly string[] | undefined {
  const found = row.tagCells().flatMap((cell) => cell.split(/[;|]/.test(cell) ? /[;|\n]/ : /[,\n]/));
  const unique = [...new Set(found.map((tag) => tag.trim()).filter((tag) => tag !== ''))];
  return unique.length === 0 ? undefined : unique;
}

function timeLimitSeconds(row: QuestionRow): number | undefined {
  const cell = row.text('time_limit_seconds');
  if (cell === '') {
    return undefined;
  }
  const match = /^(\d{1,6})(?:[.,]0+)? ?(?:s|sec|secs|seconds|sekunden)?\.?$/i.exec(cell);
  if (match === null) {
    row.error(
      'bad_number',
      `"${shorten(cell)}" is not a whole number of seconds.`,
      row.columnOf('time_limit_seconds'),
    );
    return undefined;
  }
  return Number(match[1]) === 0 ? undefined : Number(match[1]);
}
