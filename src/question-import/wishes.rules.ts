import { validationFailed } from '../common/errors/app-error.js';
import { toPlainText } from '../common/text/plain-text.js';
import { defaultImportLimits } from './parsers/limits.js';
import type { AnswerReading, CellCorrection, ReadSettings } from './parsers/read-settings.js';

/** So many cells are put right by hand; who has more to change changes the file. */
export const mostCorrections = 5_000;
const mostColumns = 500;
const columnLetters = /^[A-Z]{1,3}$/;

/** The settings of a reading as an author sends them; absent or null: the reader decides. */
export interface WishedMapping {
  readonly sheet?: string | null;
  readonly headerRow?: number | null;
  readonly columns?: Readonly<Record<string, string | null>> | null;
  readonly answerReading?: AnswerReading | null;
}

/**
 * What an author sent as the settings of a reading.
 *
 * @throws AppError validation-failed with a pointer to each column that is none or has no such meaning
 */
export function toReadSettings(mapping: WishedMapping, isMeaning: (name: string) => boolean): ReadSettings {
  const { sheet, headerRow, columns, answerReading } = mapping;
  const entries = Object.entries(columns ?? {});
  const problems = entries.flatMap(([letter, meaning]) => {
    const pointer = `/columns/${letter.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!columnLetters.test(letter))
      return [{ pointer, code: 'column', detail: 'A column is named by its letter, such as "B".' }];
    if (meaning !== null && (typeof meaning !== 'string' || !isMeaning(meaning)))
      return [{ pointer, code: 'meaning', detail: 'No column can mean this.' }];
    return [];
  });
  if (entries.length > mostColumns)
    problems.push({ pointer: '/columns', code: 'too-many', detail: `At most ${mostColumns} columns.` });
  if (problems.length > 0) throw validationFailed(problems.slice(0, 100));
  return {
    ...(sheet != null && { sheet }),
    ...(headerRow != null && { headerRow }),
    ...(entries.length > 0 && { columns: Object.fromEntries(entries) }),
    ...(answerReading != null && { answerReading }),
  };
}

/** The texts that an author typed into cells of one row. */
export function toCorrections(
  cells: Readonly<Record<string, unknown>>,
  place: { readonly sheet: string | null; readonly row: number },
): CellCorrection[] {
  const entries = Object.entries(cells);
  const corrections = entries.map(([column, given]) => {
    const pointer = `/cells/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!columnLetters.test(column)) {
      throw validationFailed([
        { pointer, code: 'column', detail: 'A column is named by its letter, such as "B".' },
      ]);
    }
    const text =
      typeof given === 'string' &&
      toPlainText(given, { maximumCodePoints: defaultImportLimits.cellCharacters });
    if (!text || !text.ok) {
      const detail = text ? `This text ${text.detail}.` : 'A cell holds text.';
      throw validationFailed([{ pointer, code: text ? text.code : 'text', detail }]);
    }
    return {
      ...(place.sheet === null ? {} : { sheet: place.sheet }),
      row: place.row,
      column,
      text: text.text,
    };
  });
  if (corrections.length > mostColumns) {
    throw validationFailed([
      { pointer: '/cells', code: 'too-many', detail: `At most ${mostColumns} cells at once.` },
    ]);
  }
  return corrections;
}

/** A later text of a cell takes the place of an earlier one. */
export function withCorrections(
  earlier: readonly CellCorrection[],
  later: readonly CellCorrection[],
): CellCorrection[] {
  const cells = new Map<string, CellCorrection>();
  for (const correction of [...earlier, ...later])
    cells.set(JSON.stringify([correction.sheet, correction.row, correction.column]), correction);
  return [...cells.values()];
}
