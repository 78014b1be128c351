import type { CandidateCredentials } from '../common/access/actor.js';
import type { Database, Statement } from '../database/database.js';
import type { AttemptState, FinishReason } from './attempt.rules.js';
import type { AttemptStanding } from './attempt-stream.rules.js';

/** How attempts stand, and which page of a candidate writes; as the candidate's role, through functions that prove the token. */

const takeOverStatement: Statement = {
  name: 'take_attempt_over',
  text: 'SELECT * FROM take_attempt_over($1, $2, $3)',
};

const watchAttemptsStatement: Statement = {
  name: 'watch_attempts',
  text: 'SELECT * FROM watch_attempts($1, $2, $3)',
};

interface StandingRow {
  readonly place: number;
  readonly state: AttemptState;
  readonly finish_reason: FinishReason | null;
  readonly time_revision: number;
  readonly deadline_at: Date | null;
  readonly server_time: Date;
  readonly remaining_milliseconds: string | null;
  readonly may_run_again: boolean | null;
  readonly writer: number;
}

/** How these attempts stand, each at the place of its credentials; undefined for a token that is not its attempt's. */
export async function readStandings(
  database: Database,
  candidates: readonly CandidateCredentials[],
): Promise<(AttemptStanding | undefined)[]> {
  const rows = await database.call<StandingRow>('candidate', watchAttemptsStatement, [
    candidates.map((candidate) => candidate.employerId),
    candidates.map((candidate) => candidate.attemptId),
    candidates.map((candidate) => candidate.secretHash),
  ]);
  const standings = candidates.map((): AttemptStanding | undefined => undefined);
  for (const row of rows) {
    standings[row.place - 1] = {
      state: row.state,
      reason: row.finish_reason,
      timeRevision: row.time_revision,
      deadlineAt: row.deadline_at?.toISOString() ?? null,
      serverTime: row.server_time,
      remainingMilliseconds: row.remaining_milliseconds === null ? null : Number(row.remaining_milliseconds),
      mayRunAgain: row.may_run_again ?? false,
      writer: row.writer,
    };
  }
  return standings;
}

export type TakeOverOutcome = 'taken_over' | 'ended' | 'unknown_token';

/** Makes whoever asks the one that writes. */
export async function takeAttemptOver(
  database: Database,
  candidate: CandidateCredentials,
): Promise<{ outcome: TakeOverOutcome; writer: number | null }> {
  const rows = await database.call<{ outcome: TakeOverOutcome; writer: number | null }>(
    'candidate',
    takeOverStatement,
    [candidate.employerId, candidate.attemptId, candidate.secretHash],
  );
  return rows[0]!;
}
