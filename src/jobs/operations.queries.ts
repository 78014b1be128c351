import { execute, query, type Reader, type Tx } from '../database/database.js';

/** Across tenants: these need the scope `sweep`. */

/** Stands for every kind. */
export const allKinds = '*';

export async function pauseKind(tx: Tx, kind: string): Promise<void> {
  await execute(tx, 'INSERT INTO job_pauses (kind) VALUES ($1) ON CONFLICT (kind) DO NOTHING', [kind]);
}

export async function resumeKind(tx: Tx, kind: string): Promise<boolean> {
  return (await execute(tx, 'DELETE FROM job_pauses WHERE kind = $1', [kind])) === 1;
}

export async function listPauses(db: Reader): Promise<string[]> {
  return (await query<{ kind: string }>(db, 'SELECT kind FROM job_pauses ORDER BY kind')).map(
    ({ kind }) => kind,
  );
}

export interface KindFigures {
  readonly kind: string;
  /** May begin now. */
  readonly due: number;
  /** Waits for its time: asked for later, or after a failure. */
  readonly later: number;
  readonly running: number;
  readonly dead: number;
  /** Since the oldest of those that may begin could have; 0 without one. */
  readonly oldestSeconds: number;
}

export async function kindFigures(db: Reader): Promise<KindFigures[]> {
  return query<KindFigures>(
    db,
    `SELECT kind, count(*) FILTER (WHERE state = 'queued' AND run_at <= now())::int AS due,
            count(*) FILTER (WHERE state = 'queued' AND run_at > now())::int AS later,
            count(*) FILTER (WHERE state = 'running')::int AS running,
            count(*) FILTER (WHERE state = 'dead')::int AS dead,
            coalesce(extract(epoch FROM now() - min(run_at) FILTER (WHERE state = 'queued' AND run_at <= now())), 0)::float8
              AS "oldestSeconds"
       FROM jobs WHERE state <> 'done' GROUP BY kind ORDER BY kind`,
  );
}

export interface WorkerFigures {
  readonly name: string;
  readonly running: number;
  /** Until its lease ends; negative for one that has fallen silent. */
  readonly leaseSeconds: number;
}

export async function workerFigures(db: Reader): Promise<WorkerFigures[]> {
  return query<WorkerFigures>(
    db,
    `SELECT name, (SELECT count(*) FROM jobs WHERE worker_id = w.id AND state = 'running')::int AS running,
            extract(epoch FROM lease_until - clock_timestamp())::float8 AS "leaseSeconds"
       FROM job_workers w ORDER BY started_at, id`,
  );
}
