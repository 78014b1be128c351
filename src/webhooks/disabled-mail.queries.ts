import { query, type Tx } from '../database/database.js';
import type { Language } from '../mail/mail-message.js';

export async function listOwners(tx: Tx, employerId: string): Promise<string[]> {
  const rows = await query<{ id: string }>(
    tx,
    `SELECT id FROM members WHERE employer_id = $1 AND role = 'owner' AND removed_at IS NULL ORDER BY id`,
    [employerId],
  );
  return rows.map(({ id }) => id);
}

export interface DisabledMailRow {
  readonly email: string;
  readonly name: string;
  readonly language: Language;
  readonly employer_name: string;
  readonly url: string;
  readonly failing_since: Date;
}

/** Only while the webhook is disabled, and to somebody who can still do something about it. */
export async function findDisabledMail(
  tx: Tx,
  employerId: string,
  endpointId: string,
  memberId: string,
): Promise<DisabledMailRow | undefined> {
  const [row] = await query<DisabledMailRow>(
    tx,
    `SELECT p.email, p.name, p.language, o.name AS employer_name, e.url, coalesce(h.failing_since, e.disabled_at) AS failing_since
       FROM webhook_endpoints e
       JOIN webhook_health h ON h.employer_id = e.employer_id AND h.endpoint_id = e.id
       JOIN employers o ON o.employer_id = e.employer_id
       JOIN members m ON m.employer_id = e.employer_id AND m.id = $3 AND m.role = 'owner' AND m.removed_at IS NULL
       JOIN persons p ON p.id = m.person_id
      WHERE e.employer_id = $1 AND e.id = $2 AND e.removed_at IS NULL AND e.disabled_reason IN ('gone', 'failing')`,
    [employerId, endpointId, memberId],
  );
  return row;
}
