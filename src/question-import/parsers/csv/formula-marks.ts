import { withoutFormulaGuard } from '../../../common/text/formula-guard.js';

/** A header that only our own exports have: every apostrophe against formulas in such a file is known to be a mark. */
const exportHeader = 'assay_id';

export type TakeMarkAway = (cell: string) => string;

/**
 * How the cells of a file lose the apostrophes that keep a spreadsheet program from running them as formulas. In a file
 * of unknown origin only the one in front of a cell is taken for a mark: `'-'.join(words)` below a line break is code.
 */
export function formulaMarksOf(firstRow: readonly string[]): TakeMarkAway {
  return firstRow.includes(exportHeader) ? withoutFormulaGuard : withoutFirstMark;
}

export function withoutFirstMark(cell: string): string {
  return cell.startsWith("'") && /^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell;
}
