import { query, type Reader, type Tx } from '../database/database.js';

/** Whose invite it is, and what to call who invited. */
export async function findAddressee(
  db: Reader,
  employerId: string,
  inviteId: string,
): Promise<{ readonly email_canonical: string; readonly employer_name: string } | undefined> {
  const rows = await query<{ email_canonical: string; employer_name: string }>(
    db,
    `SELECT i.email_canonical, e.name AS employer_name FROM invites i JOIN employers e ON e.employer_id = i.employer_id
      WHERE i.employer_id = $1 AND i.id = $2`,
    [employerId, inviteId],
  );
  return rows[0];
}

/** @returns the id of the row, or undefined where the address was out already. */
export async function optOut(
  tx: Tx,
  employerId: string,
  id: string,
  emailCanonical: string,
): Promise<string | undefined> {
  const rows = await query<{ id: string }>(
    tx,
    `INSERT INTO opt_outs (employer_id, id, email_canonical, is_out) VALUES ($1, $2, $3, true)
     ON CONFLICT (employer_id, email_canonical) DO UPDATE SET is_out = true, changed_at = now() WHERE NOT opt_outs.is_out
     RETURNING id`,
    [employerId, id, emailCanonical],
  );
  return rows[0]?.id;
}

/** @returns the id of the row, or undefined where the address was not out. */
export async function optIn(tx: Tx, employerId: string, emailCanonical: string): Promise<string | undefined> {
  const rows = await query<{ id: string }>(
    tx,
    `UPDATE opt_outs SET is_out = false, changed_at = now() WHERE employer_id = $1 AND email_canonical = $2 AND is_out RETURNING id`,
    [employerId, emailCanonical],
  );
  return rows[0]?.id;
}
