import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenancy.js';

/** As an inequality, for the reason that stands in the migration of the jobs. */
const sweeping = `current_setting('assay.sweep', true) <> ''`;

/** The words for how an attempt ended, in both tables that hold one. */
function finishReasons(words: string): string {
  return ['attempts', 'submissions']
    .map(
      (table) => `
      ALTER TABLE ${table} DROP CONSTRAINT ${table}_finish_reason_check;
      ALTER TABLE ${table} ADD CONSTRAINT ${table}_finish_reason_check CHECK (finish_reason IN (${words}));`,
    )
    .join('');
}

export class NotificationsCreate1763600016000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Numbers a member's notifications, and says how far they were read. Its row is locked from the number to the commit, so
      -- that a member's notifications commit in the order of their numbers and a reader by number misses none.
      CREATE TABLE notification_heads (
        employer_id uuid NOT NULL,
        member_id uuid NOT NULL,
        sequence bigint NOT NULL,
        read_up_to bigint NOT NULL DEFAULT 0,
        CONSTRAINT notification_heads_pkey PRIMARY KEY (employer_id, member_id),
        CONSTRAINT notification_heads_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES members (employer_id, id),
        CONSTRAINT notification_heads_sequence_check CHECK (sequence >= 1),
        CONSTRAINT notification_heads_read_up_to_check CHECK (read_up_to BETWEEN 0 AND sequence)
      );
      ${tenantTable('notification_heads')}

      CREATE FUNCTION check_notification_head() RETURNS trigger LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      BEGIN
        IF NEW.sequence NOT IN (OLD.sequence, OLD.sequence + 1) OR NEW.read_up_to < OLD.read_up_to THEN
          RAISE EXCEPTION 'notifications are numbered one by one, and what was read stays read'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'notification_heads_forward', TABLE = 'notification_heads';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER notification_heads_forward BEFORE UPDATE ON notification_heads
        FOR EACH ROW EXECUTE FUNCTION check_notification_head();
      ALTER TABLE notification_heads ENABLE ALWAYS TRIGGER notification_heads_forward;

      -- Points at an event; what happened stands there and is not copied.
      CREATE TABLE notifications (
        employer_id uuid NOT NULL,
        member_id uuid NOT NULL,
        sequence bigint NOT NULL,
        event_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT notifications_pkey PRIMARY KEY (employer_id, member_id, sequence),
        CONSTRAINT notifications_event_id_key UNIQUE (employer_id, event_id, member_id),
        CONSTRAINT notifications_member_id_fkey FOREIGN KEY (employer_id, member_id)
          REFERENCES notification_heads (employer_id, member_id),
        CONSTRAINT notifications_event_id_fkey FOREIGN KEY (employer_id, event_id) REFERENCES events (employer_id, id),
        CONSTRAINT notifications_sequence_check CHECK (sequence >= 1)
      );
      CREATE INDEX notifications_created_at_idx ON notifications (created_at);
      ${tenantTable('notifications')}

      -- One look for all streams of a process asks how far journals and members' notifications are, across tenants: numbers alone.
      CREATE POLICY event_heads_followed ON event_heads FOR SELECT TO assay_app USING (${sweeping});
      CREATE POLICY notification_heads_followed ON notification_heads FOR SELECT TO assay_app USING (${sweeping});
      -- DELETE finds only what SELECT shows.
      CREATE POLICY notifications_old ON notifications FOR SELECT TO assay_app
        USING (${sweeping} AND (created_at < now() - interval '90 days' OR sequence <= (SELECT h.sequence - 1000 FROM notification_heads h
          WHERE h.employer_id = notifications.employer_id AND h.member_id = notifications.member_id)));
      CREATE POLICY notifications_expired ON notifications FOR DELETE TO assay_app
        USING (${sweeping} AND (created_at < now() - interval '90 days' OR sequence <= (SELECT h.sequence - 1000 FROM notification_heads h
          WHERE h.employer_id = notifications.employer_id AND h.member_id = notifications.member_id)));

      GRANT SELECT (employer_id, sequence) ON event_heads TO assay_app;
      GRANT SELECT ON notification_heads TO assay_app;
      GRANT INSERT (employer_id, member_id, sequence) ON notification_heads TO assay_app;
      GRANT UPDATE (sequence, read_up_to) ON notification_heads TO assay_app;
      GRANT SELECT, DELETE ON notifications TO assay_app;
      GRANT INSERT (employer_id, member_id, sequence, event_id) ON notifications TO assay_app;

      -- What those who listen may still do, of many at once: each answer is read in the scope of its own tenant.
      CREATE FUNCTION find_standings(p_calls jsonb) RETURNS TABLE (place integer, role text, scopes text[])
        LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, session uuid, key uuid, idle interval) LOOP
          PERFORM set_config('assay.employer', call.employer::text, true);
          RETURN QUERY SELECT call.place::integer,
            (SELECT m.role FROM sessions s JOIN members m ON m.employer_id = s.employer_id AND m.id = s.member_id
              WHERE s.employer_id = call.employer AND s.id = call.session AND s.ended_at IS NULL AND s.expires_at > now()
                AND s.last_seen_at > now() - call.idle AND m.removed_at IS NULL),
            (SELECT k.scopes FROM api_keys k
              WHERE k.employer_id = call.employer AND k.id = call.key AND k.revoked_at IS NULL AND k.expires_at > now());
        END LOOP;
        PERFORM set_config('assay.employer', '', true);
      END $$;
      GRANT EXECUTE ON FUNCTION find_standings(jsonb) TO assay_app;

      -- An employer's list of who is at work, the oldest first; few of all attempts.
      CREATE INDEX attempts_running_idx ON attempts (employer_id, assessment_id, started_at, id) WHERE state <> 'finished';
      ${finishReasons(`'submitted', 'deadline', 'closed', 'revoked', 'ended'`)}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${finishReasons(`'submitted', 'deadline', 'closed', 'revoked'`)}
      DROP INDEX attempts_running_idx;
      DROP FUNCTION find_standings(jsonb);
      DROP POLICY event_heads_followed ON event_heads;
      REVOKE SELECT (employer_id, sequence) ON event_heads FROM assay_app;
      DROP TABLE notifications;
      DROP TABLE notification_heads;
      DROP FUNCTION check_notification_head();
    `);
  }
}
