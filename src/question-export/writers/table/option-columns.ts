import type { ExportSource } from '../question-writer.js';
import { tableRow } from './table-row.js';

/** So many the template has, and nobody misses them. */
const fewest = 4;

/** How many option columns the questions need: the header comes first, so all of them are looked at before. */
export async function optionColumnsOf(source: ExportSource): Promise<number> {
  let most = fewest;
  for await (const questions of source.batches()) {
    for (const question of questions) most = Math.max(most, tableRow(question).options.length);
  }
  return most;
}
