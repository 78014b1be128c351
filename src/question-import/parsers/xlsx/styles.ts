import type { ArchivePart } from './archive.js';
import { numberKindOf, type NumberKind } from './number-format.js';
import { attribute, childElements, readSmallPart } from './small-part.js';
import type { InflationBudget } from './stream-part.js';

/** The kind of number for each index that a cell may carry in `s`; an index out of range is a plain number. */
export async function readNumberKinds(
  part: ArchivePart | undefined,
  budget: InflationBudget,
): Promise<readonly NumberKind[]> {
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
  return childElements(root, 'cellXfs', 'xf').map((format) => {
    const id = Number(attribute(format, 'numFmtId') ?? '0');
    return numberKindOf(id, codes.get(id));
  });
}
