import type { MemberRole } from '../common/access/permissions.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { SubmissionNoticeMode } from './notice.rules.js';

export interface SettingsRow {
  readonly submissions: SubmissionNoticeMode;
  readonly digest_hour: number;
  readonly time_zone: string;
  readonly revision: string;
}

export type SettingsFields = Omit<SettingsRow, 'revision'>;

/** What is shown, and what counts, where nothing was set: the defaults of the table. */
export const defaultSettings: SettingsRow = {
  submissions: 'digest',
  digest_hour: 8,
  time_zone: 'UTC',
  revision: '1',
};

const columns = 'submissions, digest_hour, time_zone, revision';

export async function findSettings(
  db: Reader,
  employerId: string,
  memberId: string,
): Promise<SettingsRow | undefined> {
  const rows = await query<SettingsRow>(
    db,
    `SELECT ${columns} FROM notification_settings WHERE employer_id = $1 AND member_id = $2`,
    [employerId, memberId],
  );
  return rows[0];
}

/** Makes sure that there is a row and locks it, so that two changes of a member's settings are made one after the other. */
export async function lockSettings(tx: Tx, employerId: string, memberId: string): Promise<SettingsRow> {
  await execute(
    tx,
    `INSERT INTO notification_settings (employer_id, member_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    [employerId, memberId],
  );
  const rows = await query<SettingsRow>(
    tx,
    `SELECT ${columns} FROM notification_settings WHERE employer_id = $1 AND member_id = $2 FOR NO KEY UPDATE`,
    [employerId, memberId],
  );
  return rows[0]!;
}

export async function updateSettings(
  tx: Tx,
  employerId: string,
  memberId: string,
  fields: SettingsFields,
): Promise<SettingsRow> {
  const rows = await query<SettingsRow>(
    tx,
    `UPDATE notification_settings SET submissions = $3, digest_hour = $4, time_zone = $5
      WHERE employer_id = $1 AND member_id = $2 RETURNING ${columns}`,
    [employerId, memberId, fields.submissions, fields.digest_hour, fields.time_zone],
  );
  return rows[0]!;
}

export interface NoticeReaderRow extends Omit<SettingsRow, 'revision'> {
  readonly member_id: string;
  readonly role: MemberRole;
}

/** The members with what they want; whoever was removed is none. */
export async function listNoticeReaders(db: Reader, employerId: string): Promise<NoticeReaderRow[]> {
  return query<NoticeReaderRow>(
    db,
    `SELECT m.id AS member_id, m.role, coalesce(s.submissions, $2) AS submissions, coalesce(s.digest_hour, $3) AS digest_hour,
            coalesce(s.time_zone, $4) AS time_zone
       FROM members m LEFT JOIN notification_settings s ON s.employer_id = m.employer_id AND s.member_id = m.id
      WHERE m.employer_id = $1 AND m.removed_at IS NULL ORDER BY m.id`,
    [employerId, defaultSettings.submissions, defaultSettings.digest_hour, defaultSettings.time_zone],
  );
}

export interface NoticeRecipientRow extends NoticeReaderRow {
  readonly email: string;
  readonly name: string;
  readonly language: 'en' | 'pl';
  readonly employer_name: string;
}

/** Whom a mail goes to; undefined for a member who was removed. */
export async function findNoticeRecipient(
  db: Reader,
  employerId: string,
  memberId: string,
): Promise<NoticeRecipientRow | undefined> {
  const rows = await query<NoticeRecipientRow>(
    db,
    `SELECT m.id AS member_id, m.role, p.email, p.name, p.language, e.name AS employer_name,
            coalesce(s.submissions, $3) AS submissions, coalesce(s.digest_hour, $4) AS digest_hour,
            coalesce(s.time_zone, $5) AS time_zone
       FROM members m
       JOIN persons p ON p.id = m.person_id
       JOIN employers e ON e.employer_id = m.employer_id
       LEFT JOIN notification_settings s ON s.employer_id = m.employer_id AND s.member_id = m.id
      WHERE m.employer_id = $1 AND m.id = $2 AND m.removed_at IS NULL`,
    [
      employerId,
      memberId,
      defaultSettings.submissions,
      defaultSettings.digest_hour,
      defaultSettings.time_zone,
    ],
  );
  return rows[0];
}
