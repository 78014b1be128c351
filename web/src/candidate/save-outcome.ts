import { ApiProblem, hasCode } from '../api/problem.js';
import type { SaveOutcome } from './answer-queue.js';
import { mayPass } from './api.js';

/** What the failure of a save means for the queue. */
export function outcomeOf(error: unknown): SaveOutcome {
  if (mayPass(error)) {
    const afterSeconds = error instanceof ApiProblem ? error.retryAfterSeconds : null;
    return { outcome: 'later', ...(afterSeconds === null ? {} : { afterSeconds }) };
  }
  const isOver = hasCode(
    error,
    'attempt-closed',
    'already-submitted',
    'attempt-open-elsewhere',
    'unauthenticated',
  );
  return { outcome: isOver ? 'over' : 'refused' };
}
