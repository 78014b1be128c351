import { execute, query, type Reader, type Tx } from '../database/database.js';

export interface ScheduleRow {
  readonly enabled: boolean;
  readonly after_invite_days: number[];
  readonly before_expiry_days: number[];
  readonly quiet_from: number | null;
  readonly quiet_to: number | null;
  readonly time_zone: string;
  readonly changed_at: Date;
  readonly revision: string;
}

export type ScheduleFields = Omit<ScheduleRow, 'changed_at' | 'revision'>;

const columns =
  'enabled, after_invite_days, before_expiry_days, quiet_from, quiet_to, time_zone, changed_at, revision';

export async function findSchedule(
  db: Reader,
  employerId: string,
  assessmentId: string,
): Promise<ScheduleRow | undefined> {
  const rows = await query<ScheduleRow>(
    db,
    `SELECT ${columns} FROM reminder_schedules WHERE employer_id = $1 AND assessment_id = $2`,
    [employerId, assessmentId],
  );
  return rows[0];
}

/** The row of an assessment that nobody has set anything for: the defaults of the table, at the revision that they are shown with. */
export async function insertDefaultSchedule(tx: Tx, employerId: string, assessmentId: string): Promise<void> {
  await execute(
    tx,
    `INSERT INTO reminder_schedules (employer_id, assessment_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    [employerId, assessmentId],
  );
}

/** Writes the schedule if it still is as it was seen. */
export async function updateSchedule(
  tx: Tx,
  employerId: string,
  assessmentId: string,
  revision: string,
  fields: ScheduleFields,
): Promise<ScheduleRow | undefined> {
  const rows = await query<ScheduleRow>(
    tx,
    `UPDATE reminder_schedules SET enabled = $4, after_invite_days = $5, before_expiry_days = $6, quiet_from = $7, quiet_to = $8,
            time_zone = $9, changed_at = now()
      WHERE employer_id = $1 AND assessment_id = $2 AND revision = $3 RETURNING ${columns}`,
    [
      employerId,
      assessmentId,
      revision,
      fields.enabled,
      fields.after_invite_days,
      fields.before_expiry_days,
      fields.quiet_from,
      fields.quiet_to,
      fields.time_zone,
    ],
  );
  return rows[0];
}
