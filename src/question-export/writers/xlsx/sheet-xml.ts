import { xmlAttribute, xmlText } from '../xml-text.js';
import type { TemplateColumn } from '../table/template-columns.js';

export const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** Indices into the cell formats of `stylesPart`. */
const style = { general: 0, text: 1, heading: 2, wrapped: 3 } as const;

/**
 * Bold headings; cells in the text format, so that a program neither makes a date of 1/3 nor a formula of what somebody
 * types there.
 */
export const stylesPart = `${declaration}<styleSheet xmlns="${mainNamespace}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** "A" for 0, "AA" for 26. */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  const last = String.fromCharCode(65 + (index % 26));
  return rest === 0 ? last : columnName(rest - 1) + last;
}

export interface SheetColumn {
  /** Of a cell, in characters; 12 where left out. */
  readonly width?: number;
  /** Its cells are numbers to calculate with; those of all other columns are texts, whatever they look like. */
  readonly isNumber?: boolean;
}

/** Up to `<sheetData>`: the header row stays in sight, and every column has a width and a format. */
export function sheetStart(columns: readonly SheetColumn[]): string {
  const widths = columns.map(
    ({ isNumber = false, width = 12 }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" style="${isNumber ? style.general : style.text}" customWidth="1"/>`,
  );
  return `${declaration}<worksheet xmlns="${mainNamespace}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`;
}

/** From `</sheetData>` on; a drop-down for every column that has choices, over a thousand rows more than are filled. */
export function sheetEnd(columns: readonly TemplateColumn[], filledRows: number): string {
  const validations = columns.flatMap(({ choices }, index) => {
    if (choices === undefined) return [];
    const letters = columnName(index);
    const list = xmlText(`"${choices.join(',')}"`);
    return `<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="${xmlAttribute('Not known')}" error="${xmlAttribute(`Choose one of: ${choices.join(', ')}.`)}" sqref="${letters}2:${letters}${filledRows + 1_001}"><formula1>${list}</formula1></dataValidation>`;
  });
  const dropDowns =
    validations.length === 0
      ? ''
      : `<dataValidations count="${validations.length}">${validations.join('')}</dataValidations>`;
  return `</sheetData>${dropDowns}</worksheet>`;
}

export function headingRow(names: readonly string[]): string {
  return rowOf(1, names, () => style.heading);
}

/** @param row counted from 1 */
export function textRow(row: number, texts: readonly string[]): string {
  return rowOf(row, texts, () => style.wrapped);
}

export function dataRow(row: number, columns: readonly SheetColumn[], texts: readonly string[]): string {
  const cells = texts.map((text, index) =>
    columns[index]?.isNumber === true
      ? numberCell(`${columnName(index)}${row}`, text)
      : textCell(`${columnName(index)}${row}`, text, style.text),
  );
  return `<row r="${row}">${cells.join('')}</row>`;
}

function rowOf(row: number, texts: readonly string[], styleOf: () => number): string {
  const cells = texts.map((text, index) => textCell(`${columnName(index)}${row}`, text, styleOf()));
  return `<row r="${row}">${cells.join('')}</row>`;
}

function numberCell(reference: string, number: string): string {
  return number === '' ? '' : `<c r="${reference}"><v>${xmlText(number)}</v></c>`;
}

/** A text in the cell itself is never a formula. */
function textCell(reference: string, text: string, format: number): string {
  if (text === '') return '';
  return `<c r="${reference}" s="${format}" t="inlineStr"><is><t xml:space="preserve">${xmlText(escaped(text))}</t></is></c>`;
}

/** What a program would read as an escape of its own (`_x0041_`) is escaped, as are the two characters that XML cannot hold. */
function escaped(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('\uFFFE', '_xFFFE_')
    .replaceAll('\uFFFF', '_xFFFF_');
}
