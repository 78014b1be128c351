import { shorten } from './answer-cell.js';
import { shownHeader } from './header-row.js';
import type { QuestionRow } from './question-row.js';

const heading =
  /^(?:section|part|chapter|unit|module|topic|category|subject|round|teil|abschnitt|kapitel|thema|sección|seção|parte|partie|chapitre|capítulo|capitolo|tema|deel|hoofdstuk|część|rozdział|bölüm|раздел|часть)(?![\p{L}])/iu;
const note =
  /^(?:[*#©]|\/\/|--|==|\.\.\.|…|(?:notes?|n\.?b\.?|sources?|end|legend|instructions?|copyright|hinweis|anmerkung|quelle|nota|fuente|remarque|uwaga|примечание)(?![\p{L}]))/iu;
const sum = /^(?:grand |sub)?(?:totals?|sum|summe|gesamt|suma|somme|totale?|итого|合计|合計)\s*:?$/iu;
const hint =
  /\b(?:required|optional|mandatory|leave (?:it |this )?(?:blank|empty)|e\.g\.|for example|default (?:value )?is|text (?:of|for) (?:the )?(?:question|option)|must be|maximum|enter the|separated by|pflichtfeld|obligatorio|obligatoire)\b/i;

/** A row this near below the header may explain the columns. */
const hintRows = 2;

/**
 * What a row is that is clearly no question: a heading, a note, a total, the header once more, or a row that explains the
 * columns. Nothing for all others, however faulty.
 *
 * @param place of the row among those below the header that are not blank, from 0
 */
export function otherRow(row: QuestionRow, place: number): string | undefined {
  const question = row.text('question');
  const header = row.header.texts[row.columnOf('question') ?? -1] ?? '';
  // Nearly every row is a question: the look at all of its cells is spared where a few tell as much.
  if (question !== '' && question === header.trim() && repeatsHeader(row)) {
    return 'repeats the header';
  }
  if (place < hintRows && isHint(row)) {
    return 'explains the columns';
  }
  if (question === '' && isLoneText(row)) {
    return 'holds a single text and no question';
  }
  if (row.correctCells().length > 0 || row.options().length > 0 || row.text('type') !== '') {
    return undefined;
  }
  if (sum.test(question.slice(0, 50))) {
    return 'holds a total';
  }
  const [only, ...others] = filledTexts(row);
  if (only === undefined || others.length > 0 || only.includes('?')) {
    return undefined;
  }
  if (heading.test(only)) {
    return 'is a heading';
  }
  return note.test(only) ? 'is a note' : undefined;
}

function filledTexts({ source }: QuestionRow): string[] {
  return source.cells.map((cell) => shownHeader(cell.slice(0, 500))).filter((text) => text !== '');
}

function repeatsHeader({ source, header }: QuestionRow): boolean {
  const filled = source.cells.flatMap((cell, column) => (cell.trim() === '' ? [] : [column]));
  return (
    filled.length > 1 &&
    filled.every((column) => source.cells[column]?.trim() === (header.texts[column] ?? '').trim())
  );
}

/** A running number or a default is no text that anybody misses. */
function isLoneText(row: QuestionRow): boolean {
  const [only, ...others] = filledTexts(row);
  return only !== undefined && others.length === 0 && /\p{L}\S*\s+\S/u.test(only);
}

/** Several cells tell what to write there, and the right answer is none. */
function isHint(row: QuestionRow): boolean {
  const hints = filledTexts(row).filter((text) => hint.test(text)).length;
  const answer = row.correctText().slice(0, 500);
  return hints >= 2 && (answer === '' || hint.test(answer) || answer.split(/\s+/).length > 4);
}

/** Says that a row was left out and why, so that a person can object. */
export function reportOtherRow(row: QuestionRow, reason: string): void {
  const text = row.source.cells.find((cell) => cell.trim() !== '') ?? '';
  row.warning(
    'row_skipped',
    `This row ${reason} ("${shorten(text)}") and is left out. If it is a question, fill in its options and its right answer.`,
  );
}
