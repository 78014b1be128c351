import type { ArchivePart } from './archive.js';
import { numberFormatOf, type NumberFormat } from './number-format.js';
import { attribute, childElements, readSmallPart } from './small-part.js';
import type { InflationBudget } from './stream-part.js';

/** The format for each index that a cell may carry in `s`; an index out of range is a plain number. */
export async function readNumberFormats(
  part: ArchivePart | undefined,
  budget: InflationBudget,
): Promise<readonly NumberFormat[]> {
  if (part === undefined) {
    return [];
  }
  const root = childElements(await readSmallPart(part, budget), 'styleSheet')[0] ?? {};
  const codes = new Map<number, string>();
  for (const format of childElements(root, 'numFmts', 'numFmt')) {
    const code = attribute(format, 'formatCode');
    if (code !== undefined) {
      codes.set(Number(attribute(format, 'numFmtId')), code);
    }
  }
  const formats = new Map<number, NumberFormat>();
  return childElements(root, 'cellXfs', 'xf').map((cellFormat) => {
    const id = Number(attribute(cellFormat, 'numFmtId') ?? '0');
    const format = formats.get(id) ?? numberFormatOf(id, codes.get(id));
    formats.set(id, format);
    return format;
  });
}
