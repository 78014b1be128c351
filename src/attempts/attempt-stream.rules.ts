import type { StreamMessage, StreamPart } from '../live/event-stream.js';
import type { AttemptState, FinishReason } from './attempt.rules.js';

/** How an attempt stands, as the stream of its candidate is told. */
export interface AttemptStanding {
  readonly state: AttemptState;
  readonly reason: FinishReason | null;
  /** Goes up by one with every change of the time. */
  readonly timeRevision: number;
  readonly deadlineAt: string | null;
  /** By the database's clock, when it was read. */
  readonly serverTime: Date;
  readonly remainingMilliseconds: number | null;
  /** Ended by its deadline a moment ago: the employer may well give it more time. */
  readonly mayRunAgain: boolean;
  /** The page that took the attempt over last: an earlier one learns here that it no longer writes. */
  readonly writer: number;
}

/** What a stream has said last. */
export interface Told {
  readonly timeRevision: number;
  readonly isRunning: boolean;
  readonly writer: number;
}

/**
 * What is to be said now. The newest standing is all that counts, so nothing is kept for those who were away: a stream begins
 * with the present, and what changed twice between two looks is told once.
 *
 * @param standing undefined where the token is no longer that of the attempt
 * @param ageMilliseconds how long ago the standing was read; what is told is as of now
 */
export function partOf(
  told: Told | undefined,
  standing: AttemptStanding | undefined,
  ageMilliseconds: number,
): StreamPart & { readonly messages: readonly StreamMessage[] } {
  if (standing === undefined) return { messages: [], ended: true };
  const { timeRevision: id, deadlineAt } = standing;
  const isRunning = standing.state === 'in_progress';
  const isNews = told?.isRunning !== isRunning || told.timeRevision !== id || told.writer !== standing.writer;
  const ended = !isRunning && !standing.mayRunAgain;
  if (!isNews) return { messages: [], ended };
  if (!isRunning) return { messages: [{ id, type: 'ended', data: { reason: standing.reason } }], ended };
  const data = {
    revision: id,
    writer: standing.writer,
    deadlineAt,
    remainingMilliseconds:
      standing.remainingMilliseconds === null
        ? null
        : Math.max(0, Math.round(standing.remainingMilliseconds - ageMilliseconds)),
    serverTime: new Date(standing.serverTime.getTime() + ageMilliseconds).toISOString(),
  };
  return { messages: [{ id, type: told?.isRunning === false ? 'reopened' : 'time', data }], ended };
}
