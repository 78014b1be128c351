import type { ColumnMeaning, Import, ImportMapping, ImportRow } from './import.queries.js';

/** The value of a choice that leaves a column out. */
export const leftOut = '';

/** Every name that a column may be given: numbered meanings once for each number that the table can need. */
export function meaningNames(
  meaning: ColumnMeaning,
  columnCount: number,
  mostNumbered: number,
): readonly { readonly value: string; readonly number?: number }[] {
  if (meaning.occurs !== 'numbered') return [{ value: meaning.name }];
  return Array.from({ length: Math.min(columnCount, mostNumbered) }, (_, index) => ({
    value: `${meaning.name}_${index + 1}`,
    number: index + 1,
  }));
}

/** The wish with this column read as that; what the reader recognises by itself stays unsaid. */
export function withColumn(mapping: ImportMapping, letter: string, meaning: string): ImportMapping {
  return { ...mapping, columns: { ...mapping.columns, [letter]: meaning === leftOut ? null : meaning } };
}

/** Another sheet has other columns. */
export function withSheet(mapping: ImportMapping, sheet: string): ImportMapping {
  const { answerReading } = mapping;
  return { sheet, ...(answerReading === undefined ? {} : { answerReading }) };
}

/** What a column means as things stand in the dialog. */
export function meaningOf(column: Import['columns'][number], mapping: ImportMapping): string {
  const wished = mapping.columns?.[column.letter];
  return (wished === undefined ? column.meaning : wished) ?? leftOut;
}

export function hasWishes(mapping: ImportMapping): boolean {
  return Object.values(mapping).some((value) => value !== null && value !== undefined);
}

/** A to Z, then AA: as spreadsheets count. */
export function columnIndex(letter: string): number {
  return [...letter].reduce((index, sign) => index * 26 + sign.charCodeAt(0) - 64, 0) - 1;
}

/** The first few different texts of a column, so that one sees what is in it. */
export function samplesOf(rows: readonly Pick<ImportRow, 'cells'>[], letter: string, most = 3): string[] {
  const index = columnIndex(letter);
  const texts = rows.map(({ cells }) => cells?.[index]?.trim() ?? '').filter((text) => text !== '');
  return [...new Set(texts)].slice(0, most);
}
