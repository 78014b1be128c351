import type { NewestFirstPlace } from '../common/pagination/newest-first.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';

export const deliveryStates = ['pending', 'delivered', 'dead', 'endpoint_disabled'] as const;
export type DeliveryState = (typeof deliveryStates)[number];
export type DeadReason = 'attempts_exhausted' | 'permanent_failure' | 'sender_failed';

export interface DeliveryRow {
  readonly id: string;
  readonly event_id: string;
  readonly event_type: string;
  readonly state: DeliveryState;
  readonly dead_reason: DeadReason | null;
  readonly attempts: number;
  readonly next_attempt_at: Date | null;
  readonly redeliveries: number;
  readonly created_at: Date;
  readonly created_key: string;
  readonly finished_at: Date | null;
  readonly body: string;
}

const columns = `id, event_id, event_type, state, dead_reason, attempts, next_attempt_at, redeliveries, created_at,
  created_at::text AS created_key, finished_at, body`;

export interface NewDelivery {
  readonly id: string;
  readonly endpointId: string;
  readonly state: 'pending' | 'endpoint_disabled';
}

/** One event for several endpoints. Again for one that has it already adds nothing. */
export async function insertDeliveries(
  tx: Tx,
  message: {
    readonly employerId: string;
    readonly eventId: string;
    readonly type: string;
    readonly body: string;
  },
  deliveries: readonly NewDelivery[],
): Promise<void> {
  await execute(
    tx,
    `INSERT INTO webhook_deliveries (employer_id, id, endpoint_id, event_id, event_type, body, state, next_attempt_at, finished_at)
     SELECT $1, n.id, n."endpointId", $2, $3, $4, n.state, CASE WHEN n.state = 'pending' THEN clock_timestamp() END,
            CASE WHEN n.state <> 'pending' THEN clock_timestamp() END
       FROM jsonb_to_recordset($5::jsonb) AS n (id uuid, "endpointId" uuid, state text)
     ON CONFLICT (employer_id, endpoint_id, event_id) DO NOTHING`,
    [message.employerId, message.eventId, message.type, message.body, JSON.stringify(deliveries)],
  );
}

export interface DeliveryFilter {
  readonly state: DeliveryState | undefined;
  readonly type: string | undefined;
  readonly before: NewestFirstPlace | undefined;
  readonly limit: number;
}

export async function listDeliveries(
  db: Reader,
  employerId: string,
  endpointId: string,
  filter: DeliveryFilter,
): Promise<DeliveryRow[]> {
  return query<DeliveryRow>(
    db,
    `SELECT ${columns} FROM webhook_deliveries
      WHERE employer_id = $1 AND endpoint_id = $2 AND ($3::text IS NULL OR state = $3) AND ($4::text IS NULL OR event_type = $4)
        AND ($5::timestamptz IS NULL OR (created_at, id) < ($5, $6::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $7`,
    [
      employerId,
      endpointId,
      filter.state ?? null,
      filter.type ?? null,
      filter.before?.createdAt ?? null,
      filter.before?.id ?? null,
      filter.limit,
    ],
  );
}

export async function findDelivery(
  db: Reader,
  employerId: string,
  endpointId: string,
  id: string,
): Promise<DeliveryRow | undefined> {
  const [row] = await query<DeliveryRow>(
    db,
    `SELECT ${columns} FROM webhook_deliveries WHERE employer_id = $1 AND endpoint_id = $2 AND id = $3`,
    [employerId, endpointId, id],
  );
  return row;
}

export interface DeliveryInHand {
  readonly id: string;
  readonly endpoint_id: string;
  readonly event_id: string;
  readonly body: string;
  readonly state: DeliveryState;
}

/** What the dispatcher or the job itself has taken for this job; or what this job has died over. */
export async function findInHand(
  db: Reader,
  employerId: string,
  jobId: string,
): Promise<DeliveryInHand | undefined> {
  const [row] = await query<DeliveryInHand>(
    db,
    `SELECT id, endpoint_id, event_id, body, state FROM webhook_deliveries WHERE employer_id = $1 AND job_id = $2`,
    [employerId, jobId],
  );
  return row;
}

export interface LockedDelivery {
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly redeliveries: number;
  readonly job_id: string | null;
}

/** After the endpoint's lock. */
export async function lockDelivery(tx: Tx, employerId: string, id: string): Promise<LockedDelivery> {
  const [row] = await query<LockedDelivery>(
    tx,
    `SELECT state, attempts, redeliveries, job_id FROM webhook_deliveries WHERE employer_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [employerId, id],
  );
  if (!row) throw new Error('The delivery that is in hand is not there.');
  return row;
}

/** Out of hand, and due again at its time. */
export async function reschedule(
  tx: Tx,
  employerId: string,
  id: string,
  next: { readonly attempts: number; readonly at: Date },
): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_deliveries SET attempts = $3, next_attempt_at = $4, job_id = NULL WHERE employer_id = $1 AND id = $2`,
    [employerId, id, next.attempts, next.at],
  );
}

export async function finish(
  tx: Tx,
  employerId: string,
  id: string,
  end: {
    readonly state: Exclude<DeliveryState, 'pending'>;
    readonly deadReason: DeadReason | null;
    readonly attempts: number;
  },
): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_deliveries SET state = $3, dead_reason = $4, attempts = $5, next_attempt_at = NULL, job_id = NULL,
        finished_at = clock_timestamp()
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id, end.state, end.deadReason, end.attempts],
  );
}

/** With the endpoint's lock: nothing waits for an endpoint that is disabled or removed. */
export async function shelvePending(tx: Tx, employerId: string, endpointId: string): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_deliveries SET state = 'endpoint_disabled', next_attempt_at = NULL, job_id = NULL, finished_at = clock_timestamp()
      WHERE employer_id = $1 AND endpoint_id = $2 AND state = 'pending'`,
    [employerId, endpointId],
  );
}

/**
 * Sends a delivery that has ended again, with all attempts of a new one.
 *
 * @param seen how often it had been sent again when the caller looked; where it was since, nothing is done.
 */
export async function restart(
  tx: Tx,
  employerId: string,
  endpointId: string,
  id: string,
  seen: number | undefined,
): Promise<boolean> {
  return (
    (await execute(
      tx,
      `UPDATE webhook_deliveries SET state = 'pending', dead_reason = NULL, attempts = 0, next_attempt_at = clock_timestamp(),
          job_id = NULL, finished_at = NULL, redeliveries = redeliveries + 1
        WHERE employer_id = $1 AND endpoint_id = $2 AND id = $3 AND state <> 'pending' AND ($4::int IS NULL OR redeliveries = $4)`,
      [employerId, endpointId, id, seen ?? null],
    )) === 1
  );
}

/** The oldest first, of those that did not arrive. */
export async function restartFailed(
  tx: Tx,
  employerId: string,
  endpointId: string,
  since: string,
  limit: number,
): Promise<number> {
  return execute(
    tx,
    `UPDATE webhook_deliveries d SET state = 'pending', dead_reason = NULL, attempts = 0, next_attempt_at = clock_timestamp(),
        job_id = NULL, finished_at = NULL, redeliveries = redeliveries + 1
       FROM (SELECT id FROM webhook_deliveries WHERE employer_id = $1 AND endpoint_id = $2
                AND state IN ('dead', 'endpoint_disabled') AND created_at >= $3::timestamptz
              ORDER BY created_at, id LIMIT $4) failed
      WHERE d.employer_id = $1 AND d.id = failed.id`,
    [employerId, endpointId, since, limit],
  );
}
