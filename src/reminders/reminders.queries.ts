import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { AssessmentStanding } from './reminder.rules.js';

/** Everything that a reminder of an invite is decided on, and what its mail says. */
export interface ReminderFactsRow {
  readonly invite_id: string;
  /** When the transaction began, by the clock that every decision goes by. */
  readonly now: Date;
  readonly email_canonical: string;
  readonly email: string;
  readonly name: string;
  readonly token_hash: Buffer;
  readonly sent_count: number;
  /** By the employer, and by mail; null where no invitation mail has left. */
  readonly sent_at: Date;
  readonly mailed_at: Date | null;
  readonly revoked_at: Date | null;
  readonly expires_at: Date;
  readonly time_zone: string;
  readonly status: AssessmentStanding;
  readonly opens_at: Date | null;
  readonly closes_at: Date | null;
  readonly has_started: boolean;
  readonly has_opted_out: boolean;
  readonly enabled: boolean;
  readonly after_invite_days: number[];
  readonly before_expiry_days: number[];
  readonly quiet_from: number | null;
  readonly quiet_to: number | null;
  readonly changed_at: Date;
  readonly reminder_count: number;
  readonly last_reminder_at: Date | null;
  /** A mail about the invite waits in the queue or is being sent. */
  readonly mail_is_pending: boolean;
}

/** Of the invites that have a schedule. Decide on it only under the lock of their plans. */
export async function readReminderFacts(
  db: Reader,
  employerId: string,
  inviteIds: readonly string[],
): Promise<ReminderFactsRow[]> {
  return query<ReminderFactsRow>(
    db,
    `SELECT i.id AS invite_id, now() AS now, i.email_canonical, i.email, i.name, i.token_hash, i.sent_count, i.sent_at,
            i.mailed_at, i.revoked_at, i.expires_at,
            coalesce(i.time_zone, s.time_zone) AS time_zone, a.status, v.opens_at, v.closes_at,
            EXISTS (SELECT 1 FROM candidates c JOIN attempts t ON t.employer_id = c.employer_id AND t.candidate_id = c.id
               WHERE c.employer_id = $1 AND c.email_canonical = i.email_canonical AND t.assessment_id = i.assessment_id) AS has_started,
            EXISTS (SELECT 1 FROM opt_outs o WHERE o.employer_id = $1 AND o.email_canonical = i.email_canonical
               AND o.is_out) AS has_opted_out,
            s.enabled, s.after_invite_days, s.before_expiry_days, s.quiet_from, s.quiet_to, s.changed_at,
            coalesce(r.count, 0) AS reminder_count, r.last_at AS last_reminder_at,
            coalesce(r.is_pending, false) OR EXISTS (SELECT 1 FROM jobs j WHERE j.employer_id = $1 AND j.id = i.mail_job_id
               AND j.state IN ('queued', 'running')) AS mail_is_pending
       FROM invites i
       JOIN reminder_schedules s ON s.employer_id = $1 AND s.assessment_id = i.assessment_id
       JOIN assessments a ON a.employer_id = $1 AND a.id = i.assessment_id
       LEFT JOIN versions v ON v.employer_id = $1 AND v.assessment_id = i.assessment_id AND v.number = a.latest_version_number
       LEFT JOIN LATERAL (
            SELECT max(r.number) AS count, max(greatest(r.created_at, r.sent_at)) AS last_at,
                   bool_or(j.state IN ('queued', 'running')) AS is_pending
              FROM reminders r LEFT JOIN jobs j ON j.employer_id = $1 AND j.id = r.job_id
             WHERE r.employer_id = $1 AND r.invite_id = i.id) r ON true
      WHERE i.employer_id = $1 AND i.id = ANY ($2::uuid[]) ORDER BY i.id`,
    [employerId, inviteIds],
  );
}

/** What else stands in the mail. */
export async function readReminderWords(
  db: Reader,
  employerId: string,
  inviteId: string,
): Promise<
  | { employer_name: string; title: string; time_limit_minutes: number | null; language: 'en' | 'pl' }
  | undefined
> {
  const rows = await query<{
    employer_name: string;
    title: string;
    time_limit_minutes: number | null;
    language: 'en' | 'pl';
  }>(
    db,
    `SELECT e.name AS employer_name, v.title, v.time_limit_minutes, a.language
       FROM invites i
       JOIN employers e ON e.employer_id = $1
       JOIN assessments a ON a.employer_id = $1 AND a.id = i.assessment_id
       JOIN versions v ON v.employer_id = $1 AND v.assessment_id = a.id AND v.number = a.latest_version_number
      WHERE i.employer_id = $1 AND i.id = $2`,
    [employerId, inviteId],
  );
  return rows[0];
}

/** The next invites of an assessment that may still be reminded, in the order of their ids. */
export async function listRemindable(
  db: Reader,
  employerId: string,
  assessmentId: string,
  afterId: string | undefined,
  limit: number,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `SELECT id FROM invites WHERE employer_id = $1 AND assessment_id = $2 AND revoked_at IS NULL AND expires_at > now()
        AND ($3::uuid IS NULL OR id > $3) ORDER BY id LIMIT $4`,
    [employerId, assessmentId, afterId ?? null, limit],
  );
  return rows.map((row) => row.id);
}

/** The invites of an address that have a plan. */
export async function listPlannedOf(
  db: Reader,
  employerId: string,
  emailCanonical: string,
): Promise<string[]> {
  const rows = await query<{ id: string }>(
    db,
    `SELECT i.id FROM invites i JOIN reminder_plans p ON p.employer_id = i.employer_id AND p.invite_id = i.id
      WHERE i.employer_id = $1 AND i.email_canonical = $2 ORDER BY i.id`,
    [employerId, emailCanonical],
  );
  return rows.map((row) => row.id);
}

export async function insertPlans(tx: Tx, employerId: string, inviteIds: readonly string[]): Promise<void> {
  await execute(
    tx,
    `INSERT INTO reminder_plans (employer_id, invite_id) SELECT $1, id FROM unnest($2::uuid[]) AS i (id) ON CONFLICT DO NOTHING`,
    [employerId, inviteIds],
  );
}

/**
 * Makes all who decide about reminders of an invite wait for each other, so that each sees the reminders of the one before.
 * In one order, because a transaction takes many.
 */
export async function lockPlans(tx: Tx, employerId: string, inviteIds: readonly string[]): Promise<void> {
  await query(
    tx,
    `SELECT 1 FROM reminder_plans WHERE employer_id = $1 AND invite_id = ANY ($2::uuid[]) ORDER BY invite_id FOR NO KEY UPDATE`,
    [employerId, inviteIds],
  );
}

/** The same for those that are still due; what another worker has in its hands is left to it. */
export async function lockDuePlans(
  tx: Tx,
  employerId: string,
  inviteIds: readonly string[],
): Promise<string[]> {
  const rows = await query<{ invite_id: string }>(
    tx,
    `SELECT invite_id FROM reminder_plans WHERE employer_id = $1 AND invite_id = ANY ($2::uuid[]) AND due_at <= now()
      ORDER BY invite_id FOR NO KEY UPDATE SKIP LOCKED`,
    [employerId, inviteIds],
  );
  return rows.map((row) => row.invite_id);
}

/** Of every employer; runs in a scope with `sweep`. */
export async function listDuePlans(
  db: Reader,
  limit: number,
): Promise<{ employer_id: string; invite_id: string }[]> {
  return query(
    db,
    `SELECT employer_id, invite_id FROM reminder_plans WHERE due_at <= now() ORDER BY due_at LIMIT $1`,
    [limit],
  );
}

export interface PlannedReminder {
  readonly invite_id: string;
  readonly due_at: Date | null;
}

export async function setPlans(tx: Tx, employerId: string, plans: readonly PlannedReminder[]): Promise<void> {
  await execute(
    tx,
    `UPDATE reminder_plans p SET due_at = n.due_at
       FROM jsonb_to_recordset($2::jsonb) AS n (invite_id uuid, due_at timestamptz)
      WHERE p.employer_id = $1 AND p.invite_id = n.invite_id`,
    [employerId, JSON.stringify(plans)],
  );
}

export interface NewReminder {
  readonly employerId: string;
  readonly inviteId: string;
  readonly number: number;
  readonly jobId: string;
}

export async function insertReminder(tx: Tx, reminder: NewReminder): Promise<void> {
  await execute(
    tx,
    `INSERT INTO reminders (employer_id, invite_id, number, job_id) VALUES ($1, $2, $3, $4)`,
    [reminder.employerId, reminder.inviteId, reminder.number, reminder.jobId],
  );
}

/** When it was asked for. */
export async function findReminder(
  db: Reader,
  employerId: string,
  inviteId: string,
  number: number,
): Promise<{ readonly created_at: Date } | undefined> {
  const rows = await query<{ created_at: Date }>(
    db,
    `SELECT created_at FROM reminders WHERE employer_id = $1 AND invite_id = $2 AND number = $3`,
    [employerId, inviteId, number],
  );
  return rows[0];
}

export async function markReminderSent(
  tx: Tx,
  employerId: string,
  inviteId: string,
  number: number,
): Promise<void> {
  await execute(
    tx,
    `UPDATE reminders SET sent_at = now() WHERE employer_id = $1 AND invite_id = $2 AND number = $3`,
    [employerId, inviteId, number],
  );
}
