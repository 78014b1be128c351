import type { NewestFirstPlace } from '../common/pagination/newest-first.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { InviteStatus } from './invite.rules.js';

export interface InviteRow {
  readonly id: string;
  readonly assessment_id: string;
  readonly email: string;
  readonly name: string;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly created_at: Date;
  readonly created_key: string;
  readonly sent_count: number;
  readonly attempt_id: string | null;
  readonly extra_time_percent: number | null;
  readonly extra_minutes: number | null;
  readonly status: InviteStatus;
  readonly time_zone: string | null;
  readonly has_opted_out: boolean;
  readonly reminder_count: number;
  readonly mail_wanted: boolean;
  readonly mail_job_id: string | null;
  readonly mailed_at: Date | null;
  readonly mail_job_state: 'queued' | 'running' | 'done' | 'dead' | null;
  readonly mail_job_ended_at: Date | null;
}

export interface NewInvite {
  readonly id: string;
  readonly email_canonical: string;
  readonly email: string;
  readonly name: string;
  /** Hexadecimal. */
  readonly token_hash: string;
  readonly expires_at: string;
  readonly extra_time_percent: number | null;
  readonly extra_minutes: number | null;
  readonly time_zone: string | null;
}

/** What is already known of an address: its live invite, and how far its attempt is. */
export interface AddressStanding {
  readonly email_canonical: string;
  readonly invite_id: string | null;
  readonly attempt_state: 'in_progress' | 'ending' | 'finished' | null;
}

/**
 * An attempt belongs to the address, however it was started; a revoked invite keeps only the attempt that was started
 * with it, since the address may have been invited anew.
 */
export const ofInvite = `invites i
    LEFT JOIN candidates c ON c.employer_id = i.employer_id AND c.email_canonical = i.email_canonical
    LEFT JOIN attempts a ON a.employer_id = i.employer_id AND a.assessment_id = i.assessment_id AND a.candidate_id = c.id
      AND (i.revoked_at IS NULL OR a.invite_id = i.id)`;

export const inviteStatus = `CASE WHEN i.revoked_at IS NOT NULL THEN 'revoked'
              WHEN a.state = 'in_progress' THEN 'started'
              WHEN a.id IS NOT NULL THEN 'submitted'
              WHEN i.expires_at <= now() THEN 'expired'
              ELSE 'pending' END`;

const invitesWithStatus = `
  SELECT i.employer_id, i.id, i.assessment_id, i.email, i.email_canonical, i.name, i.expires_at, i.revoked_at, i.created_at,
         i.created_at::text AS created_key, i.sent_count, i.extra_time_percent, i.extra_minutes, a.id AS attempt_id,
         ${inviteStatus} AS status, i.time_zone,
         EXISTS (SELECT 1 FROM opt_outs o WHERE o.employer_id = i.employer_id AND o.email_canonical = i.email_canonical AND o.is_out)
           AS has_opted_out,
         (SELECT count(*)::integer FROM reminders r WHERE r.employer_id = i.employer_id AND r.invite_id = i.id AND r.sent_at IS NOT NULL)
           AS reminder_count,
         i.mail_wanted, i.mail_job_id, i.mailed_at, j.state AS mail_job_state, j.finished_at AS mail_job_ended_at
    FROM ${ofInvite}
    LEFT JOIN jobs j ON j.employer_id = i.employer_id AND j.id = i.mail_job_id`;

const columns = `id, assessment_id, email, name, expires_at, revoked_at, created_at, created_key, sent_count, extra_time_percent,
  extra_minutes, attempt_id, status, time_zone, has_opted_out, reminder_count, mail_wanted, mail_job_id, mailed_at, mail_job_state,
  mail_job_ended_at`;

export async function findInvite(db: Reader, employerId: string, id: string): Promise<InviteRow | undefined> {
  const rows = await query<InviteRow>(
    db,
    `SELECT ${columns} FROM (${invitesWithStatus}) i WHERE employer_id = $1 AND id = $2`,
    [employerId, id],
  );
  return rows[0];
}

/**
 * Makes a resend, a revocation and a start by this invite wait for each other. Nothing but the assessment's id is read
 * here: who decides on the status reads it with findInvite after this. Proven by test/concurrency/invites.spec.ts.
 */
export async function lockInvite(
  tx: Tx,
  employerId: string,
  id: string,
): Promise<{ readonly assessment_id: string; readonly revoked_at: Date | null } | undefined> {
  const rows = await query<{ assessment_id: string; revoked_at: Date | null }>(
    tx,
    `SELECT assessment_id, revoked_at FROM invites WHERE employer_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    [employerId, id],
  );
  return rows[0];
}

export async function listInvites(
  db: Reader,
  employerId: string,
  assessmentId: string,
  filter: {
    readonly status: InviteStatus | undefined;
    readonly search: string | undefined;
    readonly before: NewestFirstPlace | undefined;
    readonly limit: number;
  },
): Promise<InviteRow[]> {
  return query<InviteRow>(
    db,
    `SELECT ${columns} FROM (${invitesWithStatus}) i
      WHERE employer_id = $1 AND assessment_id = $2 AND ($3::text IS NULL OR status = $3)
        AND ($4::text IS NULL OR email ILIKE $4 OR email_canonical ILIKE $4 OR name ILIKE $4)
        AND ($5::timestamptz IS NULL OR (created_at, id) < ($5, $6::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $7`,
    [
      employerId,
      assessmentId,
      filter.status ?? null,
      filter.search === undefined ? null : `%${escapeLike(filter.search)}%`,
      filter.before?.createdAt ?? null,
      filter.before?.id ?? null,
      filter.limit,
    ],
  );
}

/** A search is for the text itself: in "a_b" the underscore is an underscore. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}

/** Of the given addresses those that are invited or have started. Decide on it only under the assessment's lock. */
export async function listStandings(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  emails: readonly string[],
): Promise<AddressStanding[]> {
  return query<AddressStanding>(
    tx,
    `SELECT e.email_canonical, i.id AS invite_id, a.state AS attempt_state
       FROM unnest($3::text[]) AS e (email_canonical)
       LEFT JOIN invites i ON i.employer_id = $1 AND i.assessment_id = $2 AND i.email_canonical = e.email_canonical
         AND i.revoked_at IS NULL
       LEFT JOIN candidates c ON c.employer_id = $1 AND c.email_canonical = e.email_canonical
       LEFT JOIN attempts a ON a.employer_id = $1 AND a.assessment_id = $2 AND a.candidate_id = c.id
      WHERE i.id IS NOT NULL OR a.id IS NOT NULL`,
    [employerId, assessmentId, emails],
  );
}

/** One statement for the whole list. */
export async function insertInvites(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  invites: readonly NewInvite[],
  mailWanted: boolean,
): Promise<void> {
  await execute(
    tx,
    `INSERT INTO invites (employer_id, id, assessment_id, email_canonical, email, name, token_hash, expires_at,
       extra_time_percent, extra_minutes, time_zone, mail_wanted)
     SELECT $1, n.id, $2, n.email_canonical, n.email, n.name, decode(n.token_hash, 'hex'), n.expires_at, n.extra_time_percent,
            n.extra_minutes, n.time_zone, $4
       FROM jsonb_to_recordset($3::jsonb) AS n (id uuid, email_canonical text, email text, name text, token_hash text,
            expires_at timestamptz, extra_time_percent smallint, extra_minutes smallint, time_zone text)`,
    [employerId, assessmentId, JSON.stringify(invites), mailWanted],
  );
}

/** The token that was sent before stops working. */
export async function replaceToken(
  tx: Tx,
  employerId: string,
  id: string,
  tokenHash: Buffer,
  expiresAt: Date,
): Promise<void> {
  await execute(
    tx,
    `UPDATE invites SET token_hash = $3, expires_at = $4, sent_count = sent_count + 1 WHERE employer_id = $1 AND id = $2`,
    [employerId, id, tokenHash, expiresAt],
  );
}

/** Counts from the start on: the caller holds the invite's lock and has seen that there is no attempt. */
export async function setExtraTime(
  tx: Tx,
  employerId: string,
  id: string,
  extraTime: { readonly percent: number | null; readonly minutes: number | null },
): Promise<void> {
  await execute(
    tx,
    `UPDATE invites SET extra_time_percent = $3, extra_minutes = $4 WHERE employer_id = $1 AND id = $2`,
    [employerId, id, extraTime.percent, extraTime.minutes],
  );
}

/** The days of its reminders are counted from now. */
export async function setSentAgain(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(tx, `UPDATE invites SET sent_at = now() WHERE employer_id = $1 AND id = $2`, [
    employerId,
    id,
  ]);
}

/** Answers whether it was live until now; the caller holds the invite's lock. */
export async function setRevoked(tx: Tx, employerId: string, id: string): Promise<boolean> {
  const changed = await execute(
    tx,
    `UPDATE invites SET revoked_at = now() WHERE employer_id = $1 AND id = $2 AND revoked_at IS NULL`,
    [employerId, id],
  );
  return changed > 0;
}

/** The start of the transaction by the clock that every decision goes by. */
export async function readClock(db: Reader): Promise<Date> {
  return (await query<{ now: Date }>(db, `SELECT now() AS now`))[0]!.now;
}
