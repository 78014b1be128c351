import type { QuestionKind } from './question.queries.js';

export const questionKinds = [
  'single_choice',
  'multiple_choice',
  'true_false',
  'numeric',
  'short_answer',
] as const satisfies readonly QuestionKind[];

export interface NewQuestionSearch {
  readonly kind: QuestionKind;
}

export function newQuestionSearch(search: Record<string, unknown>): NewQuestionSearch {
  return { kind: questionKinds.find((kind) => kind === search['kind']) ?? 'single_choice' };
}
