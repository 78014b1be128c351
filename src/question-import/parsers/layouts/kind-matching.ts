import { shorten } from './answer-cell.js';
import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';

/** Options of the form `left => right`; `=> right` is a choice that belongs to nothing. */
export function convertMatching(row: QuestionRow): KindContent | undefined {
  const pairs: { stem: string; choice: string }[] = [];
  const distractors: string[] = [];
  for (const { text } of row.options()) {
    const arrow = /=>|→/.exec(text);
    const stem = text.slice(0, arrow?.index).trim();
    const choice = arrow === null ? '' : text.slice(arrow.index + arrow[0].length).trim();
    if (choice === '') {
      row.error(
        'bad_pair',
        `"${shorten(text)}" is no pair. Write it as left => right.`,
        row.firstOptionColumn(),
      );
      return undefined;
    }
    if (stem === '') {
      distractors.push(choice);
    } else {
      pairs.push({ stem, choice });
    }
  }
  if (pairs.length < 2) {
    row.error('too_few_options', 'A matching question needs at least two pairs.', row.firstOptionColumn());
    return undefined;
  }
  return { kind: 'matching', pairs, ...(distractors.length === 0 ? {} : { distractors }) };
}
