import type { ImportedQuestion } from '../imported-question.js';
import { shorten } from './answer-cell.js';
import { penaltyOf } from './penalty-cell.js';
import type { QuestionRow } from './question-row.js';
import { tagsIn } from './tag-list.js';
import { templateProperties } from './template-properties.js';

type CommonProperties = Partial<Omit<ImportedQuestion, 'kind' | 'text'>>;

/** What questions of every kind may have beside their text. */
export function commonProperties(row: QuestionRow): CommonProperties {
  return withoutBlanks({
    title: row.optionalText('title'),
    externalId: row.optionalText('external_id'),
    points: row.amount('points'),
    ...penaltyOf(row),
    ...templateProperties(row),
    shuffle: shuffle(row),
    required: row.truth('required'),
    explanation: row.optionalText('explanation'),
    category: row.categoryPath(),
    tags: tags(row),
    difficulty: row.optionalText('difficulty'),
    timeLimitSeconds: timeLimitSeconds(row) ?? timeLimitMinutes(row),
    feedbackRight: row.optionalText('feedback_right'),
    feedbackWrong: row.optionalText('feedback_wrong'),
    graderInfo: row.optionalText('grader_info'),
    attachments: attachments(row),
  });
}

function withoutBlanks(properties: {
  [Name in keyof CommonProperties]: CommonProperties[Name] | undefined;
}): CommonProperties {
  const filled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) {
      filled[name] = value;
    }
  }
  return filled;
}

/** Some templates ask the other way round: whether the order is kept. */
function shuffle(row: QuestionRow): boolean | undefined {
  const isFixed = row.truth('fixed_order');
  return row.truth('shuffle_options') ?? (isFixed === undefined ? undefined : !isFixed);
}

function attachments(row: QuestionRow): readonly string[] | undefined {
  const names = row.images();
  return names.length === 0 ? undefined : names;
}

function tags(row: QuestionRow): readonly string[] | undefined {
  const unique = [
    ...new Set(
      row
        .tagCells()
        .flatMap(tagsIn)
        .filter((tag) => tag !== ''),
    ),
  ];
  return unique.length === 0 ? undefined : unique;
}

const secondsPattern = /^(\d{1,6})(?:[.,]0+)? ?(?:s|secs?|seconds?|sek|sekunden|segundos|secondes)?\.?$/i;
const minutesPattern = /^(\d{1,4})(?:[.,](\d))?0* ?(?:m|mins?|minutes?|minuten|minutos)?\.?$/i;
const clockPattern = /^(\d{1,3}):([0-5]\d)$/;

function timeLimitSeconds(row: QuestionRow): number | undefined {
  const cell = row.text('time_limit_seconds');
  if (cell === '') {
    return undefined;
  }
  // "1 min" and "1:30" say themselves what they are; "2" in this column is a number of seconds.
  const seconds = secondsPattern.exec(cell)?.[1] ?? (/[a-z]|:/i.test(cell) ? minutesIn(cell) : undefined);
  if (seconds === undefined) {
    row.error(
      'bad_number',
      `"${shorten(cell)}" is not a whole number of seconds.`,
      row.columnOf('time_limit_seconds'),
    );
  }
  return Number(seconds ?? 0) === 0 ? undefined : Number(seconds);
}

function timeLimitMinutes(row: QuestionRow): number | undefined {
  const cell = row.text('time_limit_minutes');
  const seconds = cell === '' ? 0 : minutesIn(cell);
  if (seconds === undefined) {
    row.error(
      'bad_number',
      `"${shorten(cell)}" is not a number of minutes.`,
      row.columnOf('time_limit_minutes'),
    );
  }
  return seconds === 0 ? undefined : seconds;
}

/** Seconds in "1.5", "2 min" or "1:30". */
function minutesIn(cell: string): number | undefined {
  const clock = clockPattern.exec(cell);
  if (clock !== null) {
    return Number(clock[1]) * 60 + Number(clock[2]);
  }
  const minutes = minutesPattern.exec(cell);
  return minutes === null ? undefined : Number(minutes[1]) * 60 + Number(minutes[2] ?? 0) * 6;
}
