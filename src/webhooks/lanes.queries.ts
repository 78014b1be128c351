import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { LaneGrant, WaitingEndpoint } from './lanes.rules.js';

/**
 * One process at a time gives out lanes, so that it can count them; the others find it busy and leave it the round. Needs no
 * row to lock, and ends with the transaction.
 */
export async function lockLanes(tx: Tx): Promise<boolean> {
  const [row] = await query<{ locked: boolean }>(
    tx,
    `SELECT pg_try_advisory_xact_lock(hashtextextended('assay.webhook_lanes', 0)) AS locked`,
  );
  return row?.locked ?? false;
}

export interface HeldLane {
  readonly employerId: string;
  readonly endpointId: string;
  readonly deliveryId: string;
  readonly jobId: string;
  /** Null where the job is no longer there. */
  readonly jobState: string | null;
}

/** Of all tenants, under `sweep`; a few dozen at most. */
export async function listHeldLanes(db: Reader): Promise<HeldLane[]> {
  return query<HeldLane>(
    db,
    `SELECT d.employer_id AS "employerId", d.endpoint_id AS "endpointId", d.id AS "deliveryId", d.job_id AS "jobId",
            j.state AS "jobState"
       FROM webhook_deliveries d LEFT JOIN jobs j ON j.employer_id = d.employer_id AND j.id = d.job_id
      WHERE d.state = 'pending' AND d.job_id IS NOT NULL`,
  );
}

/**
 * Endpoints of all tenants with something to send, under `sweep`. Found by jumping from one to the next in the index, so that
 * ten thousand deliveries of one endpoint cost as much as two.
 */
export async function listWaitingEndpoints(
  db: Reader,
  mostCounted: number,
): Promise<{ readonly endpoints: readonly WaitingEndpoint[]; readonly now: Date }> {
  const rows = await query<WaitingEndpoint & EndpointHealthColumns & { readonly now: Date }>(
    db,
    `WITH RECURSIVE waiting AS (
       (SELECT employer_id, endpoint_id FROM webhook_deliveries WHERE state = 'pending' AND job_id IS NULL
         ORDER BY employer_id, endpoint_id LIMIT 1)
       UNION ALL
       SELECT n.employer_id, n.endpoint_id FROM waiting w CROSS JOIN LATERAL (
         SELECT d.employer_id, d.endpoint_id FROM webhook_deliveries d WHERE d.state = 'pending' AND d.job_id IS NULL
            AND (d.employer_id, d.endpoint_id) > (w.employer_id, w.endpoint_id)
          ORDER BY d.employer_id, d.endpoint_id LIMIT 1) n
     )
     SELECT w.employer_id AS "employerId", w.endpoint_id AS "endpointId", due.count AS due, h.failures_in_a_row AS "failuresInARow",
            h.failing_since AS "failingSince", h.next_probe_at AS "nextProbeAt", h.served_at AS "servedAt", now() AS now
       FROM waiting w
       JOIN webhook_endpoints e ON e.employer_id = w.employer_id AND e.id = w.endpoint_id
       JOIN webhook_health h ON h.employer_id = w.employer_id AND h.endpoint_id = w.endpoint_id
       CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM (
         SELECT 1 FROM webhook_deliveries d WHERE d.employer_id = w.employer_id AND d.endpoint_id = w.endpoint_id
            AND d.state = 'pending' AND d.job_id IS NULL AND d.next_attempt_at <= now() LIMIT $1) counted) due
      WHERE e.disabled_at IS NULL AND e.removed_at IS NULL AND due.count > 0`,
    [mostCounted],
  );
  return {
    now: rows[0]?.now ?? new Date(0),
    endpoints: rows.map(({ failuresInARow, failingSince, nextProbeAt, ...row }) => ({
      ...row,
      health: { failuresInARow, failingSince, nextProbeAt },
    })),
  };
}

interface EndpointHealthColumns {
  readonly failuresInARow: number;
  readonly failingSince: Date | null;
  readonly nextProbeAt: Date | null;
}

/** The circuit may have closed since it was looked at; then there is no probe to reserve. */
export async function noteServed(tx: Tx, grant: LaneGrant): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_health SET served_at = clock_timestamp(),
        next_probe_at = CASE WHEN next_probe_at IS NOT NULL THEN coalesce($3, next_probe_at) END
      WHERE employer_id = $1 AND endpoint_id = $2`,
    [grant.employerId, grant.endpointId, grant.nextProbeAt],
  );
}

/** The deliveries that have waited longest, locked; what somebody else changes at this moment is left to a later round. */
export async function lockDueDeliveries(
  tx: Tx,
  employerId: string,
  endpointId: string,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT id FROM webhook_deliveries
      WHERE employer_id = $1 AND endpoint_id = $2 AND state = 'pending' AND job_id IS NULL AND next_attempt_at <= clock_timestamp()
      ORDER BY next_attempt_at, id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED`,
    [employerId, endpointId, limit],
  );
  return rows.map(({ id }) => id);
}

/** For a delivery that is locked. From now on it is in this job's hand, and the job is a lane that counts. */
export async function takeInHand(
  tx: Tx,
  employerId: string,
  deliveryId: string,
  jobId: string,
): Promise<void> {
  await execute(tx, `UPDATE webhook_deliveries SET job_id = $3 WHERE employer_id = $1 AND id = $2`, [
    employerId,
    deliveryId,
    jobId,
  ]);
}

/** A job that died over a delivery takes it along; one that has ended otherwise or vanished gives it back. */
export async function settleLostLane(tx: Tx, lane: HeldLane): Promise<void> {
  const isDead = lane.jobState === 'dead';
  await execute(
    tx,
    `UPDATE webhook_deliveries d SET state = CASE WHEN $4 THEN 'dead' ELSE state END,
        dead_reason = CASE WHEN $4 THEN 'sender_failed' END, job_id = CASE WHEN $4 THEN job_id END,
        next_attempt_at = CASE WHEN $4 THEN NULL ELSE clock_timestamp() END, finished_at = CASE WHEN $4 THEN clock_timestamp() END
      WHERE employer_id = $1 AND id = $2 AND state = 'pending' AND job_id = $3
        AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.employer_id = $1 AND j.id = $3 AND j.state IN ('queued', 'running'))`,
    [lane.employerId, lane.deliveryId, lane.jobId, isDead],
  );
}
