import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';

/** Options in their right order. */
export function convertOrdering(row: QuestionRow): KindContent | undefined {
  const order = row.options().map(({ text }) => text);
  if (order.length < 2) {
    row.error('too_few_options', 'An ordering question needs at least two entries.', row.firstOptionColumn());
    return undefined;
  }
  return { kind: 'ordering', order };
}
