import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { EndpointHealth } from './endpoint-health.rules.js';

export type DisabledReason = 'by_request' | 'gone' | 'failing';

export interface EndpointRow {
  readonly id: string;
  readonly url: string;
  readonly event_types: string[];
  readonly description: string;
  readonly disabled_at: Date | null;
  readonly disabled_reason: DisabledReason | null;
  readonly secret_replaced_at: Date | null;
  readonly revision: string;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly failures_in_a_row: number;
  readonly failing_since: Date | null;
  readonly next_probe_at: Date | null;
  readonly last_delivered_at: Date | null;
}

const shownEndpoints = `
  SELECT e.id, e.url, e.event_types, e.description, e.disabled_at, e.disabled_reason, e.secret_replaced_at, e.revision, e.created_at,
         e.updated_at, h.failures_in_a_row, h.failing_since, h.next_probe_at, h.last_delivered_at
    FROM webhook_endpoints e JOIN webhook_health h ON h.employer_id = e.employer_id AND h.endpoint_id = e.id`;

export async function listEndpoints(
  db: Reader,
  employerId: string,
  afterId: string | undefined,
  limit: number,
): Promise<EndpointRow[]> {
  return query<EndpointRow>(
    db,
    `${shownEndpoints}
      WHERE e.employer_id = $1 AND e.removed_at IS NULL AND ($2::uuid IS NULL OR e.id > $2) ORDER BY e.id LIMIT $3`,
    [employerId, afterId ?? null, limit],
  );
}

export async function findEndpoint(
  db: Reader,
  employerId: string,
  id: string,
): Promise<EndpointRow | undefined> {
  const [row] = await query<EndpointRow>(
    db,
    `${shownEndpoints} WHERE e.employer_id = $1 AND e.id = $2 AND e.removed_at IS NULL`,
    [employerId, id],
  );
  return row;
}

export interface LockedEndpoint {
  readonly url: string;
  readonly event_types: string[];
  readonly description: string;
  readonly secret: Buffer | null;
  readonly previous_secret: Buffer | null;
  readonly secret_replaced_at: Date | null;
  readonly disabled_at: Date | null;
  readonly removed_at: Date | null;
  readonly revision: string;
  readonly now: Date;
}

/**
 * Makes all that happens to one endpoint wait for each other: changes, the results of attempts, redeliveries. Who distributes
 * an event holds it shared, so that nothing is queued for an endpoint that is being disabled. Proven by
 * test/webhooks/endpoint-races.spec.ts.
 */
export async function lockEndpoint(
  tx: Tx,
  employerId: string,
  id: string,
): Promise<LockedEndpoint | undefined> {
  const [row] = await query<LockedEndpoint>(
    tx,
    `SELECT url, event_types, description, secret, previous_secret, secret_replaced_at, disabled_at, removed_at, revision,
            clock_timestamp() AS now
       FROM webhook_endpoints WHERE employer_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [employerId, id],
  );
  return row;
}

export interface SubscribedEndpoint {
  readonly id: string;
  readonly event_types: string[];
  readonly disabled_at: Date | null;
}

/** The other side of `lockEndpoint`. */
export async function lockEndpointsShared(tx: Tx, employerId: string): Promise<SubscribedEndpoint[]> {
  return query<SubscribedEndpoint>(
    tx,
    `SELECT id, event_types, disabled_at FROM webhook_endpoints WHERE employer_id = $1 AND removed_at IS NULL ORDER BY id FOR SHARE`,
    [employerId],
  );
}

/** The caller holds the employer's lock. Undefined where every place is taken. */
export async function freeSlot(tx: Tx, employerId: string, slots: number): Promise<number | undefined> {
  const [row] = await query<{ slot: number | null }>(
    tx,
    `SELECT min(place.slot) AS slot FROM generate_series(1, $2::int) AS place (slot)
      WHERE NOT EXISTS (SELECT 1 FROM webhook_endpoints e WHERE e.employer_id = $1 AND e.slot = place.slot)`,
    [employerId, slots],
  );
  return row?.slot ?? undefined;
}

export interface NewEndpoint {
  readonly employerId: string;
  readonly id: string;
  readonly slot: number;
  readonly url: string;
  readonly eventTypes: readonly string[];
  readonly description: string;
  readonly secret: Buffer;
}

export async function insertEndpoint(tx: Tx, endpoint: NewEndpoint): Promise<void> {
  const { employerId, id, slot, url, eventTypes, description, secret } = endpoint;
  await execute(
    tx,
    `INSERT INTO webhook_endpoints (employer_id, id, slot, url, event_types, description, secret) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [employerId, id, slot, url, eventTypes, description, secret],
  );
  await execute(tx, `INSERT INTO webhook_health (employer_id, endpoint_id) VALUES ($1, $2)`, [
    employerId,
    id,
  ]);
}

export async function updateEndpoint(
  tx: Tx,
  employerId: string,
  id: string,
  settings: { readonly url: string; readonly eventTypes: readonly string[]; readonly description: string },
): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_endpoints SET url = $3, event_types = $4, description = $5, updated_at = now() WHERE employer_id = $1 AND id = $2`,
    [employerId, id, settings.url, settings.eventTypes, settings.description],
  );
}

/** Null enables it. */
export async function setDisabled(
  tx: Tx,
  employerId: string,
  id: string,
  reason: DisabledReason | null,
): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_endpoints SET disabled_reason = $3::text, updated_at = now(),
        disabled_at = CASE WHEN $3::text IS NOT NULL THEN clock_timestamp() END
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id, reason],
  );
}

export async function replaceSecrets(
  tx: Tx,
  employerId: string,
  id: string,
  secrets: { readonly current: Buffer; readonly previous: Buffer; readonly replacedAt: Date },
): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_endpoints SET secret = $3, previous_secret = $4, secret_replaced_at = $5, updated_at = now()
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id, secrets.current, secrets.previous, secrets.replacedAt],
  );
}

/** Its secrets are gone at once; the log of what was delivered stays for its time. */
export async function markRemoved(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_endpoints SET removed_at = now(), slot = NULL, secret = NULL, previous_secret = NULL, secret_replaced_at = NULL
      WHERE employer_id = $1 AND id = $2`,
    [employerId, id],
  );
}

/** The dispatcher notes in the same row when it has served the endpoint. */
export async function lockHealth(tx: Tx, employerId: string, endpointId: string): Promise<EndpointHealth> {
  const [row] = await query<EndpointHealth>(
    tx,
    `SELECT failures_in_a_row AS "failuresInARow", failing_since AS "failingSince", next_probe_at AS "nextProbeAt"
       FROM webhook_health WHERE employer_id = $1 AND endpoint_id = $2 FOR NO KEY UPDATE`,
    [employerId, endpointId],
  );
  if (!row) throw new Error('The webhook has no row for its health.');
  return row;
}

export async function writeHealth(
  tx: Tx,
  employerId: string,
  endpointId: string,
  health: EndpointHealth,
  deliveredAt: Date | null,
): Promise<void> {
  await execute(
    tx,
    `UPDATE webhook_health SET failures_in_a_row = $3, failing_since = $4, next_probe_at = $5,
        last_delivered_at = coalesce($6, last_delivered_at)
      WHERE employer_id = $1 AND endpoint_id = $2`,
    [employerId, endpointId, health.failuresInARow, health.failingSince, health.nextProbeAt, deliveredAt],
  );
}
