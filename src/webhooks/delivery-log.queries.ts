import { execute, query, type Reader, type Tx } from '../database/database.js';

export interface NewAttempt {
  readonly employerId: string;
  readonly id: string;
  readonly deliveryId: string;
  readonly number: number;
  readonly redelivery: number;
  readonly url: string;
  readonly sentAt: Date;
  readonly status: number | null;
  readonly failure: string | null;
  readonly detail: string | null;
  readonly answer: string | null;
  readonly isAnswerCut: boolean;
  readonly milliseconds: number;
}

export async function insertAttempt(tx: Tx, attempt: NewAttempt): Promise<void> {
  await execute(
    tx,
    `INSERT INTO webhook_attempts (employer_id, id, delivery_id, number, redelivery, url, sent_at, status, failure, detail, answer,
        answer_cut, milliseconds)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      attempt.employerId,
      attempt.id,
      attempt.deliveryId,
      attempt.number,
      attempt.redelivery,
      attempt.url,
      attempt.sentAt,
      attempt.status,
      attempt.failure,
      attempt.detail,
      attempt.answer,
      attempt.isAnswerCut,
      attempt.milliseconds,
    ],
  );
}

export interface AttemptRow {
  readonly id: string;
  readonly number: number;
  readonly redelivery: number;
  readonly url: string;
  readonly sent_at: Date;
  readonly ended_at: Date;
  readonly status: number | null;
  readonly failure: string | null;
  readonly detail: string | null;
  readonly answer: string | null;
  readonly answer_cut: boolean;
  readonly milliseconds: number;
}

/** The newest first. */
export async function listAttempts(
  db: Reader,
  employerId: string,
  deliveryId: string,
  limit: number,
): Promise<AttemptRow[]> {
  return query<AttemptRow>(
    db,
    `SELECT id, number, redelivery, url, sent_at, ended_at, status, failure, detail, answer, answer_cut, milliseconds
       FROM webhook_attempts WHERE employer_id = $1 AND delivery_id = $2 ORDER BY id DESC LIMIT $3`,
    [employerId, deliveryId, limit],
  );
}

/** The following look across tenants, under `sweep`; the policies of the tables decide what is old enough to go. */
export async function purgeDeliveries(tx: Tx, limit: number): Promise<number> {
  const rows = await query<{ employer_id: string; id: string }>(
    tx,
    `SELECT employer_id, id FROM webhook_deliveries WHERE state <> 'pending' AND finished_at < now() - interval '30 days' ORDER BY finished_at LIMIT $1`,
    [limit],
  );
  const values = [rows.map((row) => row.employer_id), rows.map((row) => row.id)];
  await execute(
    tx,
    `DELETE FROM webhook_attempts a USING unnest($1::uuid[], $2::uuid[]) AS old (employer_id, id)
      WHERE a.employer_id = old.employer_id AND a.delivery_id = old.id`,
    values,
  );
  await execute(
    tx,
    `DELETE FROM webhook_deliveries d USING unnest($1::uuid[], $2::uuid[]) AS old (employer_id, id)
      WHERE d.employer_id = old.employer_id AND d.id = old.id`,
    values,
  );
  return rows.length;
}

export async function purgeRemovedEndpoints(tx: Tx): Promise<void> {
  const rows = await query<{ employer_id: string; id: string }>(
    tx,
    `SELECT employer_id, id FROM webhook_endpoints e WHERE removed_at < now() - interval '30 days'
        AND NOT EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.employer_id = e.employer_id AND d.endpoint_id = e.id)`,
  );
  const values = [rows.map((row) => row.employer_id), rows.map((row) => row.id)];
  await execute(
    tx,
    `DELETE FROM webhook_health h USING unnest($1::uuid[], $2::uuid[]) AS old (employer_id, id)
      WHERE h.employer_id = old.employer_id AND h.endpoint_id = old.id`,
    values,
  );
  await execute(
    tx,
    `DELETE FROM webhook_endpoints e USING unnest($1::uuid[], $2::uuid[]) AS old (employer_id, id)
      WHERE e.employer_id = old.employer_id AND e.id = old.id`,
    values,
  );
}

export interface StateFigures {
  readonly state: string;
  readonly count: number;
}

export async function stateFigures(db: Reader): Promise<StateFigures[]> {
  return query<StateFigures>(
    db,
    `SELECT state, count(*)::int AS count FROM webhook_deliveries GROUP BY state`,
  );
}

export async function disabledFigure(db: Reader): Promise<number> {
  const [row] = await query<{ count: number }>(
    db,
    `SELECT count(*)::int AS count FROM webhook_endpoints WHERE disabled_at IS NOT NULL AND removed_at IS NULL`,
  );
  return row?.count ?? 0;
}
