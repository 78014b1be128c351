import { readFile } from 'node:fs/promises';
import { detectFormat } from '../../src/question-import/parsers/detect-format.js';
import { comparisonLimits } from './comparison-limits.js';
import { compareText } from './compare-text.js';
import { compareWorkbook } from './compare-workbook.js';

export interface Difference {
  readonly place: string;
  readonly ours: string;
  readonly reference: string;
}

/** What two readers make of one file. Nothing: there is no second reader for this format. */
export interface Comparison {
  readonly cells: number;
  /** Some of them. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
}

export async function task(path: string): Promise<Comparison | 'no_reference'> {
  const bytes = await readFile(path);
  switch (detectFormat(bytes, comparisonLimits)) {
    case 'xlsx':
      return compareWorkbook(bytes);
    case 'csv':
      return compareText(bytes);
    default:
      return 'no_reference';
  }
}
