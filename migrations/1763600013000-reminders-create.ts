import type { MigrationInterface, QueryRunner } from 'typeorm';
import { revisedTable, tenantTable } from './tenancy.js';

/** Whether such a zone exists the application knows; the database keeps out what cannot be a name. */
const isZoneName = (column: string): string =>
  `octet_length(${column}) <= 64 AND ${column} ~ '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$'`;

const isDayList = (column: string): string =>
  `cardinality(${column}) <= 5 AND 1 <= ALL (${column}) AND 60 >= ALL (${column})`;

const isDue = `current_setting('assay.sweep', true) = 'on' AND due_at <= now()`;

export class RemindersCreate1763600013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE invites
        ADD COLUMN time_zone text CONSTRAINT invites_time_zone_check CHECK (${isZoneName('time_zone')}),
        -- When the employer last sent it: the days of reminders are counted anew.
        ADD COLUMN sent_at timestamptz NOT NULL DEFAULT now();
      GRANT INSERT (time_zone), UPDATE (sent_at) ON invites TO assay_app;

      -- What the employer wants for an assessment; without a row, no reminders.
      CREATE TABLE reminder_schedules (
        employer_id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        enabled boolean NOT NULL DEFAULT false,
        after_invite_days integer[] NOT NULL DEFAULT '{3}',
        before_expiry_days integer[] NOT NULL DEFAULT '{1}',
        -- Minutes since midnight; both null: no hour is quiet.
        quiet_from integer DEFAULT 1200,
        quiet_to integer DEFAULT 480,
        time_zone text NOT NULL DEFAULT 'UTC',
        changed_at timestamptz NOT NULL DEFAULT now(),
        revision bigint NOT NULL DEFAULT 1,
        CONSTRAINT reminder_schedules_pkey PRIMARY KEY (employer_id, assessment_id),
        CONSTRAINT reminder_schedules_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id)
          REFERENCES assessments (employer_id, id),
        CONSTRAINT reminder_schedules_after_invite_days_check CHECK (${isDayList('after_invite_days')}),
        CONSTRAINT reminder_schedules_before_expiry_days_check CHECK (${isDayList('before_expiry_days')}),
        CONSTRAINT reminder_schedules_quiet_check CHECK ((quiet_from IS NULL) = (quiet_to IS NULL)
          AND quiet_from BETWEEN 0 AND 1439 AND quiet_to BETWEEN 0 AND 1439 AND quiet_from <> quiet_to),
        CONSTRAINT reminder_schedules_time_zone_check CHECK (${isZoneName('time_zone')})
      );
      ${tenantTable('reminder_schedules')}
      ${revisedTable('reminder_schedules')}

      -- When the next reminder of an invite is to be looked at. Computed from facts that may have changed since: whoever finds it
      -- due decides anew, under the lock of this row.
      CREATE TABLE reminder_plans (
        employer_id uuid NOT NULL,
        invite_id uuid NOT NULL,
        due_at timestamptz,
        CONSTRAINT reminder_plans_pkey PRIMARY KEY (employer_id, invite_id),
        CONSTRAINT reminder_plans_invite_id_fkey FOREIGN KEY (employer_id, invite_id) REFERENCES invites (employer_id, id)
      );
      CREATE INDEX reminder_plans_due_at_idx ON reminder_plans (due_at) WHERE due_at IS NOT NULL;
      ${tenantTable('reminder_plans')}
      CREATE POLICY reminder_plans_due ON reminder_plans FOR SELECT TO assay_app USING (${isDue});

      -- One row, one job, one mail: written in the transaction that asks for the job.
      CREATE TABLE reminders (
        employer_id uuid NOT NULL,
        invite_id uuid NOT NULL,
        number integer NOT NULL,
        -- Not a foreign key: the queue forgets sooner.
        job_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        CONSTRAINT reminders_pkey PRIMARY KEY (employer_id, invite_id, number),
        CONSTRAINT reminders_invite_id_fkey FOREIGN KEY (employer_id, invite_id) REFERENCES invites (employer_id, id),
        CONSTRAINT reminders_number_check CHECK (number >= 1)
      );
      ${tenantTable('reminders')}

      -- Who wants no reminders from an employer, by address: there may be no candidate yet.
      CREATE TABLE opt_outs (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        email_canonical text COLLATE "C" NOT NULL,
        -- The row stays when somebody changes the mind: the journal speaks of it.
        is_out boolean NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT opt_outs_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT opt_outs_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT opt_outs_email_canonical_key UNIQUE (employer_id, email_canonical),
        CONSTRAINT opt_outs_email_canonical_check CHECK (is_canonical_email(email_canonical))
      );
      ${tenantTable('opt_outs')}

      -- What a member wants to be told of submissions; without a row, the defaults.
      CREATE TABLE notification_settings (
        employer_id uuid NOT NULL,
        member_id uuid NOT NULL,
        submissions text NOT NULL DEFAULT 'digest',
        digest_hour integer NOT NULL DEFAULT 8,
        time_zone text NOT NULL DEFAULT 'UTC',
        revision bigint NOT NULL DEFAULT 1,
        CONSTRAINT notification_settings_pkey PRIMARY KEY (employer_id, member_id),
        CONSTRAINT notification_settings_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES members (employer_id, id),
        CONSTRAINT notification_settings_submissions_check CHECK (submissions IN ('off', 'instant', 'digest')),
        CONSTRAINT notification_settings_digest_hour_check CHECK (digest_hour BETWEEN 0 AND 23),
        CONSTRAINT notification_settings_time_zone_check CHECK (${isZoneName('time_zone')})
      );
      ${tenantTable('notification_settings')}
      ${revisedTable('notification_settings')}

      -- A mail about submissions: open while it collects, closed when its job is asked for. It tells of the events after one
      -- number of the employer's journal through another; those numbers have no gaps and are committed in their order.
      CREATE TABLE submission_notices (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        -- A digest has a day, by the member's calendar, and tells of every assessment; an instant notice tells of one.
        day date,
        assessment_id uuid,
        due_at timestamptz NOT NULL,
        after_sequence bigint NOT NULL,
        -- Null while it collects.
        through_sequence bigint,
        created_at timestamptz NOT NULL DEFAULT now(),
        closed_at timestamptz,
        CONSTRAINT submission_notices_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT submission_notices_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES members (employer_id, id),
        CONSTRAINT submission_notices_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id)
          REFERENCES assessments (employer_id, id),
        CONSTRAINT submission_notices_day_key UNIQUE (employer_id, member_id, day),
        CONSTRAINT submission_notices_kind_check CHECK (num_nonnulls(day, assessment_id) = 1),
        CONSTRAINT submission_notices_after_sequence_check CHECK (after_sequence >= 0),
        CONSTRAINT submission_notices_closed_check CHECK ((through_sequence IS NULL) = (closed_at IS NULL)
          AND through_sequence >= after_sequence)
      );
      -- One collects for a member at a time, and for a member and an assessment.
      CREATE UNIQUE INDEX submission_notices_open_key ON submission_notices (employer_id, member_id, assessment_id)
        NULLS NOT DISTINCT WHERE through_sequence IS NULL;
      CREATE INDEX submission_notices_member_id_idx ON submission_notices (employer_id, member_id, assessment_id, closed_at);
      CREATE INDEX submission_notices_assessment_id_idx ON submission_notices (employer_id, assessment_id);
      CREATE INDEX submission_notices_due_at_idx ON submission_notices (due_at) WHERE through_sequence IS NULL;
      ${tenantTable('submission_notices')}
      CREATE POLICY submission_notices_due ON submission_notices FOR SELECT TO assay_app
        USING (${isDue} AND through_sequence IS NULL);

      GRANT SELECT ON reminder_schedules, reminder_plans, reminders, opt_outs, notification_settings, submission_notices TO assay_app;
      GRANT INSERT (employer_id, assessment_id),
        UPDATE (enabled, after_invite_days, before_expiry_days, quiet_from, quiet_to, time_zone, changed_at)
        ON reminder_schedules TO assay_app;
      GRANT INSERT (employer_id, invite_id), UPDATE (due_at) ON reminder_plans TO assay_app;
      GRANT INSERT (employer_id, invite_id, number, job_id), UPDATE (sent_at) ON reminders TO assay_app;
      GRANT INSERT (employer_id, id, email_canonical, is_out), UPDATE (is_out, changed_at) ON opt_outs TO assay_app;
      GRANT INSERT (employer_id, member_id), UPDATE (submissions, digest_hour, time_zone) ON notification_settings TO assay_app;
      GRANT DELETE ON submission_notices TO assay_app;
      GRANT INSERT (employer_id, id, member_id, day, assessment_id, due_at, after_sequence),
        UPDATE (day, due_at, through_sequence, closed_at) ON submission_notices TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE submission_notices, notification_settings, opt_outs, reminders, reminder_plans, reminder_schedules;
      ALTER TABLE invites DROP COLUMN time_zone, DROP COLUMN sent_at;
    `);
  }
}
