import { defaultImportLimits, type ImportLimits } from '../../src/question-import/parsers/limits.js';

/** Above what an import accepts: sheets without questions are compared too, of which an import reads the first rows. */
export const comparisonLimits: ImportLimits = {
  ...defaultImportLimits,
  rows: 1_048_576,
  columns: 16_384,
  cells: 20_000_000,
  totalCharacters: 512 * 1024 * 1024,
};
