import type { PaperItem } from './api.js';
import { isAnswered } from './questions/question-content.js';

export interface OverviewEntry {
  readonly questionId: string;
  readonly number: number;
  readonly text: string;
  readonly answered: boolean;
  readonly flagged: boolean;
}

/** The state of every question, in the order of this candidate's paper. */
export function overview(
  items: readonly PaperItem[],
  responses: ReadonlyMap<string, unknown>,
  flagged: ReadonlySet<string>,
): readonly OverviewEntry[] {
  return items.map(({ questionId, text }, index) => ({
    questionId,
    number: index + 1,
    text,
    answered: isAnswered(responses.get(questionId)),
    flagged: flagged.has(questionId),
  }));
}
