import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenancy.js';

/**
 * Set to 'on' or not at all. Written as an inequality because the planner takes = to be true of one row in two hundred: it then
 * expects so little of the queue that it would rather read and sort all of it than follow an index (57 ms instead of 1).
 */
const sweeping = `current_setting('assay.sweep', true) <> ''`;
/** What the head holds of the newest event; `xid` is what this migration adds. */
function linkEvent(assignXid: string, updateHead: string): string {
  return `
    CREATE OR REPLACE FUNCTION link_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
    DECLARE head event_heads;
    BEGIN
      SELECT * INTO head FROM event_heads WHERE employer_id = NEW.employer_id FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the employer has no journal'
          USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'events_linked', TABLE = 'events';
      END IF;
      NEW.sequence := head.sequence + 1;
      NEW.xid := ${assignXid};
      NEW.occurred_at := clock_timestamp();
      NEW.previous_hash := head.hash;
      NEW.hash := sha256('\\x01'::bytea || uuid_send(NEW.employer_id) || int8send(NEW.sequence) || head.hash
        || convert_to(concat_ws(E'\\n', NEW.id, NEW.type, extract(epoch FROM NEW.occurred_at)::text, NEW.actor_type,
             coalesce(NEW.actor_id::text, '-'), NEW.subject_type, NEW.subject_id, NEW.payload), 'UTF8'));
      UPDATE event_heads SET sequence = NEW.sequence, hash = NEW.hash${updateHead} WHERE employer_id = NEW.employer_id;
      RETURN NEW;
    END $$;
  `;
}

const word = `'^[a-z]+(_[a-z]+)*$'`;

export class JobsCreate1763600010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE jobs (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        kind text NOT NULL,
        -- Two requests for the same work are one job while it waits or runs.
        key text,
        payload jsonb NOT NULL,
        -- The event that asked for it. Not a foreign key: the journal may be kept shorter than a dead job.
        event_id uuid,
        state text NOT NULL DEFAULT 'queued',
        run_at timestamptz NOT NULL DEFAULT now(),
        attempt integer NOT NULL DEFAULT 0,
        -- Goes up with every claim and never down, unlike attempt: with worker_id it is the fence.
        claims integer NOT NULL DEFAULT 0,
        lease_losses integer NOT NULL DEFAULT 0,
        worker_id uuid,
        claimed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        error_class text,
        error_message text,
        first_failed_at timestamptz,
        last_failed_at timestamptz,
        replays integer NOT NULL DEFAULT 0,
        CONSTRAINT jobs_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT jobs_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT jobs_kind_check CHECK (octet_length(kind) <= 60 AND kind ~ ${word}),
        CONSTRAINT jobs_key_check CHECK (octet_length(key) BETWEEN 1 AND 200),
        CONSTRAINT jobs_payload_check CHECK (jsonb_typeof(payload) = 'object' AND octet_length(payload::text) <= 20480),
        CONSTRAINT jobs_state_check CHECK (state IN ('queued', 'running', 'done', 'dead')),
        CONSTRAINT jobs_lease_check CHECK ((state = 'running') = (worker_id IS NOT NULL)),
        CONSTRAINT jobs_finished_check CHECK ((state IN ('done', 'dead')) = (finished_at IS NOT NULL)),
        CONSTRAINT jobs_counters_check CHECK (attempt >= 0 AND claims >= 0 AND lease_losses BETWEEN 0 AND 3 AND replays >= 0),
        CONSTRAINT jobs_error_class_check CHECK (error_class IN ('transient', 'permanent', 'exhausted', 'poison')),
        CONSTRAINT jobs_dead_check CHECK (state <> 'dead' OR error_class IS NOT NULL AND error_class <> 'transient'),
        CONSTRAINT jobs_error_message_check CHECK (is_plain_text(error_message, 500))
      );
      CREATE UNIQUE INDEX jobs_kind_key_key ON jobs (employer_id, kind, key)
        WHERE key IS NOT NULL AND state IN ('queued', 'running');
      CREATE INDEX jobs_queued_idx ON jobs (employer_id, run_at, id) WHERE state = 'queued';
      CREATE INDEX jobs_claimed_at_idx ON jobs (employer_id, claimed_at) WHERE claimed_at IS NOT NULL;
      CREATE INDEX jobs_worker_id_idx ON jobs (worker_id) WHERE state = 'running';
      CREATE INDEX jobs_dead_idx ON jobs (employer_id, finished_at, id) WHERE state = 'dead';
      CREATE INDEX jobs_finished_at_idx ON jobs (finished_at) WHERE state IN ('done', 'dead');
      ${tenantTable('jobs')}
      -- The worker takes, gives back and counts jobs of every tenant; what a job does happens in its own tenant's scope.
      CREATE POLICY jobs_seen ON jobs FOR SELECT TO assay_app USING (${sweeping});
      CREATE POLICY jobs_moved ON jobs FOR UPDATE TO assay_app
        USING (${sweeping} AND state IN ('queued', 'running')) WITH CHECK (${sweeping} AND state <> 'done');
      CREATE POLICY jobs_expired ON jobs FOR DELETE TO assay_app
        USING (${sweeping} AND (state = 'done' AND finished_at < now() - interval '1 day'
          OR state = 'dead' AND finished_at < now() - interval '30 days'));

      -- A worker holds its jobs as long as it renews this row; the database's clock alone decides.
      CREATE TABLE job_workers (
        id uuid NOT NULL,
        name text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(),
        lease_until timestamptz NOT NULL,
        CONSTRAINT job_workers_pkey PRIMARY KEY (id),
        CONSTRAINT job_workers_name_check CHECK (is_plain_text(name, 300))
      );

      -- No job of these kinds is begun; '*' stands for all.
      CREATE TABLE job_pauses (
        kind text NOT NULL,
        paused_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT job_pauses_pkey PRIMARY KEY (kind),
        CONSTRAINT job_pauses_kind_check CHECK (kind = '*' OR octet_length(kind) <= 60 AND kind ~ ${word})
      );

      -- How far a consumer has read the journal, in commit order. after_employer only tells events of one transaction apart.
      CREATE TABLE event_cursors (
        consumer text NOT NULL,
        after_xid xid8 NOT NULL,
        after_employer uuid NOT NULL,
        after_sequence bigint NOT NULL,
        moved_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT event_cursors_pkey PRIMARY KEY (consumer),
        CONSTRAINT event_cursors_consumer_check CHECK (octet_length(consumer) <= 60 AND consumer ~ ${word}),
        CONSTRAINT event_cursors_after_sequence_check CHECK (after_sequence >= 0)
      );

      -- Written with the effect: one effect per consumer and event, also where a cursor is set back.
      CREATE TABLE event_inbox (
        employer_id uuid NOT NULL,
        consumer text NOT NULL,
        event_id uuid NOT NULL,
        CONSTRAINT event_inbox_pkey PRIMARY KEY (employer_id, consumer, event_id),
        CONSTRAINT event_inbox_event_id_fkey FOREIGN KEY (employer_id, event_id) REFERENCES events (employer_id, id),
        CONSTRAINT event_inbox_consumer_check CHECK (octet_length(consumer) <= 60 AND consumer ~ ${word})
      );
      CREATE INDEX event_inbox_event_id_idx ON event_inbox (employer_id, event_id);
      ${tenantTable('event_inbox')}

      -- A transaction has its id from its first write, long before it reaches the head of the journal, so one with a smaller id may
      -- get a larger sequence. Carried along the chain, xid never goes back within an employer: readers by (xid, employer, sequence)
      -- get each employer's events in sequence. It is never below the transaction's own id, so what is below the oldest open
      -- transaction is still all there is.
      ALTER TABLE event_heads ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();
      ${linkEvent('greatest(head.xid, pg_current_xact_id())', ', xid = NEW.xid')}

      -- Readers in commit order follow the journals of all tenants.
      CREATE POLICY events_followed ON events FOR SELECT TO assay_app USING (${sweeping});

      GRANT SELECT, DELETE ON jobs TO assay_app;
      GRANT INSERT (employer_id, id, kind, key, payload, event_id, run_at) ON jobs TO assay_app;
      GRANT UPDATE (state, run_at, attempt, claims, lease_losses, worker_id, claimed_at, finished_at, error_class, error_message,
        first_failed_at, last_failed_at, replays) ON jobs TO assay_app;
      GRANT SELECT, INSERT, DELETE ON job_workers, job_pauses TO assay_app;
      GRANT UPDATE (lease_until) ON job_workers TO assay_app;
      GRANT SELECT, INSERT ON event_cursors, event_inbox TO assay_app;
      GRANT UPDATE (after_xid, after_employer, after_sequence, moved_at) ON event_cursors TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY events_followed ON events;
      ${linkEvent('pg_current_xact_id()', '')}
      ALTER TABLE event_heads DROP COLUMN xid;
      DROP TABLE event_inbox;
      DROP TABLE event_cursors;
      DROP TABLE job_pauses;
      DROP TABLE job_workers;
      DROP TABLE jobs;
    `);
  }
}
