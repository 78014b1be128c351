import { execute, query, type Tx } from '../database/database.js';

export interface CounterRow {
  readonly subject: Buffer;
  readonly failures: number;
  readonly seconds_since_last: number;
}

/**
 * Closes the race of parallel guesses: each one must see the failures that the others have already booked. The insert
 * makes a missing counter lockable, in one statement with the lock; the order keeps two guesses from a deadlock.
 * Proven by test/concurrency/sign-in-guessing.spec.ts.
 */
export async function lockCounters(tx: Tx, subjects: readonly Buffer[]): Promise<CounterRow[]> {
  return query<CounterRow>(
    tx,
    `INSERT INTO sign_in_counters AS c (subject, failures) SELECT subject, 0 FROM unnest($1::bytea[]) AS subject ORDER BY subject
     ON CONFLICT (subject) DO UPDATE SET failures = c.failures
     RETURNING subject, failures, extract(epoch FROM clock_timestamp() - last_failure_at)::float8 AS seconds_since_last`,
    [subjects],
  );
}

export async function recordFailures(tx: Tx, subject: Buffer, failures: number): Promise<void> {
  await execute(
    tx,
    `UPDATE sign_in_counters SET failures = $2, last_failure_at = clock_timestamp() WHERE subject = $1`,
    [subject, failures],
  );
}

export async function takeBackFailure(tx: Tx, subjects: readonly Buffer[]): Promise<void> {
  await execute(
    tx,
    `UPDATE sign_in_counters SET failures = greatest(failures - 1, 0) WHERE subject = ANY ($1::bytea[])`,
    [subjects],
  );
}

export async function deleteCounters(tx: Tx, subjects: readonly Buffer[]): Promise<void> {
  await execute(tx, `DELETE FROM sign_in_counters WHERE subject = ANY ($1::bytea[])`, [subjects]);
}

/** For the worker, in batches. A counter that has reached its stop stays: time alone must not open the account. */
export async function deleteQuietCounters(tx: Tx, hardStopFailures: number, limit: number): Promise<number> {
  return execute(
    tx,
    `DELETE FROM sign_in_counters WHERE subject = ANY (ARRAY(
       SELECT subject FROM sign_in_counters
        WHERE failures < $1 AND last_failure_at < now() - interval '90 days' LIMIT $2))`,
    [hardStopFailures, limit],
  );
}
