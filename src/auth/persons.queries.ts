import type { MemberRole } from '../common/access/permissions.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { Language } from '../mail/mail-message.js';
import { sessionLimits } from './session.rules.js';

export interface PersonRow {
  readonly id: string;
  readonly email_canonical: string;
  readonly email: string;
  readonly name: string;
  readonly password_hash: string;
  readonly language: Language;
}

/** A language is chosen later. */
export type NewPerson = Omit<PersonRow, 'language'>;

export interface MembershipRow {
  readonly employer_id: string;
  readonly employer_name: string;
  readonly member_id: string;
  readonly role: MemberRole;
}

const columns = 'p.id, p.email_canonical, p.email, p.name, p.password_hash, p.language';

/** With the device in the same statement, so that an unknown address takes as long as a known one. */
export async function findPersonByEmail(
  db: Reader,
  emailCanonical: string,
  deviceHash: Buffer | undefined,
): Promise<(PersonRow & { readonly device_known: boolean }) | undefined> {
  const rows = await query<PersonRow & { readonly device_known: boolean }>(
    db,
    `SELECT ${columns}, d.person_id IS NOT NULL AS device_known
       FROM persons p
       LEFT JOIN known_devices d ON d.person_id = p.id AND d.device_hash = $2
        AND d.created_at > now() - interval '${sessionLimits.knownDeviceDays} days'
      WHERE p.email_canonical = $1`,
    [emailCanonical, deviceHash ?? null],
  );
  return rows[0];
}

export async function findPerson(db: Reader, id: string): Promise<PersonRow | undefined> {
  return (await query<PersonRow>(db, `SELECT ${columns} FROM persons p WHERE p.id = $1`, [id]))[0];
}

/** Of a mail. */
export async function findRecipient(
  db: Reader,
  id: string,
): Promise<{ email: string; name: string; language: Language } | undefined> {
  const rows = await query<{ email: string; name: string; language: Language }>(
    db,
    `SELECT email, name, language FROM persons WHERE id = $1`,
    [id],
  );
  return rows[0];
}

/** Needs the person in the scope. The first is the one to which a person belongs longest. */
export async function listMemberships(db: Reader, personId: string): Promise<MembershipRow[]> {
  return query<MembershipRow>(
    db,
    `SELECT m.employer_id, e.name AS employer_name, m.id AS member_id, m.role
       FROM members m JOIN employers e ON e.employer_id = m.employer_id
      WHERE m.person_id = $1 AND m.removed_at IS NULL
      ORDER BY m.created_at, m.employer_id`,
    [personId],
  );
}

/** `false` where the address is taken; the row that took it stays as it is. */
export async function insertPerson(tx: Tx, person: NewPerson): Promise<boolean> {
  const inserted = await execute(
    tx,
    `INSERT INTO persons (id, email_canonical, email, name, password_hash) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (email_canonical) DO NOTHING`,
    [person.id, person.email_canonical, person.email, person.name, person.password_hash],
  );
  return inserted === 1;
}

/**
 * Closes the races between a sign-in and a change of the password, whose sessions must end, and between two sign-ins
 * that count the sessions of one member. `false` where the hash is no longer the one that was compared.
 * Proven by test/concurrency/password-change.spec.ts.
 */
export async function lockPerson(tx: Tx, id: string, comparedHash: string): Promise<boolean> {
  const rows = await query(
    tx,
    `SELECT 1 FROM persons WHERE id = $1 AND password_hash = $2 FOR NO KEY UPDATE`,
    [id, comparedHash],
  );
  return rows.length === 1;
}

/** The same lock for who does not need the old password. */
export async function lockPersonRow(tx: Tx, id: string): Promise<void> {
  await query(tx, `SELECT 1 FROM persons WHERE id = $1 FOR NO KEY UPDATE`, [id]);
}

/** Answers when, by the clock of the database. */
export async function updatePasswordHash(tx: Tx, id: string, passwordHash: string): Promise<Date> {
  const rows = await query<{ changed_at: Date }>(
    tx,
    `UPDATE persons SET password_hash = $2 WHERE id = $1 RETURNING now() AS changed_at`,
    [id, passwordHash],
  );
  return rows[0]!.changed_at;
}

export async function updateLanguage(tx: Tx, id: string, language: Language): Promise<void> {
  await execute(tx, `UPDATE persons SET language = $2 WHERE id = $1`, [id, language]);
}

export async function rememberDevice(tx: Tx, personId: string, deviceHash: Buffer): Promise<void> {
  await execute(
    tx,
    `INSERT INTO known_devices (person_id, device_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    [personId, deviceHash],
  );
}
