import { headerMeaning } from '../header-meaning.js';
import type { TableLayout } from '../table-layout.js';

/** A weight beside each option: its share of the points, in parts of 1, in percent or as points of its own. */
export const optionWeights: TableLayout = {
  name: 'Question table with a weight for each option',

  recognise({ row }) {
    const meanings = row.cells.map((cell) => headerMeaning(cell)?.meaning);
    const weights = meanings.filter((meaning) => meaning === 'weight').length;
    return weights >= 2 && meanings.includes('question') && meanings.includes('option') ? {} : undefined;
  },
};
