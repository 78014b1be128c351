import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { AssessmentStatus } from '../assessments/assessment.rules.js';
import type { Language } from '../mail/mail-message.js';
import { inviteStatus, ofInvite } from './invites.queries.js';
import type { InviteStatus } from './invite.rules.js';

/** What a mail about an invite says, and what decides whether it is sent. */
export interface InviteMailRow {
  readonly id: string;
  readonly email: string;
  readonly email_canonical: string;
  readonly name: string;
  readonly status: InviteStatus;
  readonly expires_at: Date;
  readonly time_zone: string | null;
  readonly sent_count: number;
  readonly token_hash: Buffer;
  readonly mail_job_id: string | null;
  readonly assessment_id: string;
  readonly assessment_status: AssessmentStatus;
  readonly language: Language;
  readonly employer_name: string;
  /** As published; null before the first time. */
  readonly title: string | null;
  readonly time_limit_minutes: number | null;
  readonly is_past: boolean;
}

/** Decide on it only under the invite's lock. */
export async function findInviteMail(
  db: Reader,
  employerId: string,
  id: string,
): Promise<InviteMailRow | undefined> {
  const rows = await query<InviteMailRow>(
    db,
    `SELECT i.id, i.email, i.email_canonical, i.time_zone, i.name, ${inviteStatus} AS status, i.expires_at, i.sent_count, i.token_hash, i.mail_job_id,
            i.assessment_id, s.status AS assessment_status, s.language, e.name AS employer_name, v.title, v.time_limit_minutes,
            coalesce(v.closes_at <= now(), false) AS is_past
       FROM ${ofInvite}
       JOIN assessments s ON s.employer_id = i.employer_id AND s.id = i.assessment_id
       JOIN employers e ON e.employer_id = i.employer_id
       LEFT JOIN versions v ON v.employer_id = s.employer_id AND v.assessment_id = s.id AND v.number = s.latest_version_number
      WHERE i.employer_id = $1 AND i.id = $2`,
    [employerId, id],
  );
  return rows[0];
}

/**
 * Gives the invites of an assessment that wait for their mail a job each. Those that another transaction is giving one just
 * now are left to it.
 */
export async function assignMailJobs(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  limit: number,
): Promise<{ readonly id: string; readonly mail_job_id: string }[]> {
  return query(
    tx,
    `UPDATE invites SET mail_job_id = gen_random_uuid(), mailed_at = NULL WHERE employer_id = $1 AND id IN (
       SELECT id FROM invites WHERE employer_id = $1 AND assessment_id = $2 AND mail_wanted AND mail_job_id IS NULL
          AND revoked_at IS NULL ORDER BY created_at, id LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED)
     RETURNING id, mail_job_id`,
    [employerId, assessmentId, limit],
  );
}

/** What comes of the mail that was last asked for: it waits for its job, or is not wanted. The caller holds the invite's lock. */
export async function setMailWanted(
  tx: Tx,
  employerId: string,
  id: string,
  isWanted: boolean,
): Promise<void> {
  await execute(
    tx,
    `UPDATE invites SET mail_wanted = $3, mail_job_id = NULL, mailed_at = NULL WHERE employer_id = $1 AND id = $2`,
    [employerId, id, isWanted],
  );
}

/** Where a newer mail was asked for meanwhile, that one's fate is the invite's. */
export async function setMailed(tx: Tx, employerId: string, id: string, jobId: string): Promise<void> {
  await execute(
    tx,
    `UPDATE invites SET mailed_at = clock_timestamp() WHERE employer_id = $1 AND id = $2 AND mail_job_id = $3`,
    [employerId, id, jobId],
  );
}
