import { randomBytes } from 'node:crypto';
import { AppError, validationFailed } from '../common/errors/app-error.js';
import { questionKinds } from './kinds/index.js';
import type { NewOptionId, QuestionBody, QuestionKindName } from './kinds/question-kind.js';

/**
 * Random, not "a" and "b": the ids travel to candidates, and sheets often name the right answer first, so an order that
 * shows through a shuffled list would give it away.
 */
export const newOptionId: NewOptionId = () => randomBytes(6).toString('base64url');

/** The checked content and key of a question, or the whole list of what is wrong with them. */
export function checkedBody(
  kind: QuestionKindName,
  body: { content: unknown; key: unknown },
): QuestionBody<object, object> {
  const parsed = questionKinds[kind].parseBody(body, newOptionId);
  if (!parsed.ok) throw validationFailed(parsed.problems);
  return parsed.value as QuestionBody<object, object>;
}

/** A new order must name exactly the questions that are there, each once. */
export function assertSameQuestions(present: readonly string[], ordered: readonly string[]): void {
  const known = new Set(present);
  if (ordered.length === present.length && ordered.every((id) => known.has(id))) return;
  throw new AppError('validation-failed', {
    detail: 'The list must name every question of the assessment once.',
    errors: [
      {
        pointer: '/questionIds',
        code: 'not-the-same-questions',
        detail: 'Every question of the assessment once, and no other.',
      },
    ],
  });
}
