import type { ImportedQuestion } from '../../imported-question.js';
import type { TextRow } from '../../text-table.js';
import { shorten } from '../answer-cell.js';
import { readDecimal } from '../decimal-text.js';
import { brightspaceKinds } from './brightspace-kinds.js';
import { textOf, toLine, type KeywordLine } from './keyword-line.js';
import type { QuestionRecord } from './record.js';

const common: readonly string[] = [
  'id',
  'title',
  'questiontext',
  'points',
  'difficulty',
  'image',
  'hint',
  'feedback',
];

/** Reads the lines of one question. Faults are reported at its first line and name their own. */
export function readBrightspaceQuestion(
  record: QuestionRecord,
  rows: readonly TextRow[],
): ImportedQuestion | undefined {
  const type = (record.cells[1] ?? '').toUpperCase();
  const kind = brightspaceKinds.get(type);
  if (kind === undefined) {
    const message = `Questions of the type "${shorten(type)}" cannot be imported. Behind NewQuestion stands WR, SA, M, MC, TF, MS or O.`;
    record.error('unsupported_type', message, 1);
    return undefined;
  }
  const lines = rows.map(toLine).filter((line): line is KeywordLine => line !== undefined);
  reportUnknownLines(record, lines, kind.keywords);
  const text = textOf(first(lines, 'questiontext'));
  if (text === '') {
    record.error('missing_question_text', 'The line QuestionText is missing or blank.', 0);
  }
  const content = kind.read(record, lines);
  return content && { text, ...commonProperties(record, lines), ...content };
}

function reportUnknownLines(
  record: QuestionRecord,
  lines: readonly KeywordLine[],
  keywords: readonly string[],
): void {
  for (const { keyword, row } of lines) {
    if (!common.includes(keyword) && !keywords.includes(keyword)) {
      const message = `Line ${row} starts with "${shorten(keyword)}", which a question of this type does not have; it is left out.`;
      record.warning('unknown_line', message, 0);
    }
  }
}

function first(lines: readonly KeywordLine[], keyword: string): KeywordLine | undefined {
  return lines.find((line) => line.keyword === keyword);
}

/** Some writers put the text of Hint and Feedback into the last cell. */
function lastText(line: KeywordLine | undefined): string | undefined {
  return line?.values.findLast((value) => value !== '');
}

function commonProperties(record: QuestionRecord, lines: readonly KeywordLine[]): Partial<ImportedQuestion> {
  const text = (keyword: string): string | undefined => first(lines, keyword)?.values[0] || undefined;
  const image = text('image');
  const feedback = lastText(first(lines, 'feedback'));
  const points = readPoints(record, first(lines, 'points'));
  if (lastText(first(lines, 'hint')) !== undefined) {
    record.loss('hint', 'A candidate gets no hints; the hint is left out.');
  }
  return {
    ...(text('title') !== undefined && { title: text('title') ?? '' }),
    ...(text('id') !== undefined && { externalId: text('id') ?? '' }),
    ...(text('difficulty') !== undefined && { difficulty: text('difficulty') ?? '' }),
    ...(points !== undefined && { points }),
    ...(feedback !== undefined && { explanation: feedback }),
    ...(image !== undefined && { attachments: [image] }),
  };
}

function readPoints(record: QuestionRecord, line: KeywordLine | undefined): string | undefined {
  const cell = line?.values[0] ?? '';
  const points = readDecimal(cell);
  if (cell === '' || (points.ok && !points.value.startsWith('-'))) {
    return points.ok ? points.value : undefined;
  }
  const message = `"${shorten(cell)}" in line ${line?.row ?? ''} is no number of points. Give a number of zero or more.`;
  record.error('bad_number', message, 1);
  return undefined;
}
