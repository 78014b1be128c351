import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealedTable, tenantTable } from './tenancy.js';

export class EventsCreate1763600002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE event_heads (
        employer_id uuid NOT NULL,
        sequence bigint NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT event_heads_pkey PRIMARY KEY (employer_id),
        CONSTRAINT event_heads_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT event_heads_sequence_check CHECK (sequence >= 0),
        CONSTRAINT event_heads_hash_check CHECK (octet_length(hash) = 32)
      );
      ${tenantTable('event_heads')}

      -- payload is text, not jsonb: the hash covers the bytes as they stand, and jsonb does not keep them.
      CREATE TABLE events (
        employer_id uuid NOT NULL,
        sequence bigint NOT NULL,
        id uuid NOT NULL,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        type text NOT NULL,
        occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor_type text NOT NULL,
        actor_id uuid,
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        payload text NOT NULL,
        previous_hash bytea NOT NULL,
        hash bytea NOT NULL,
        CONSTRAINT events_pkey PRIMARY KEY (employer_id, sequence),
        CONSTRAINT events_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES event_heads (employer_id),
        CONSTRAINT events_id_key UNIQUE (employer_id, id),
        CONSTRAINT events_type_check CHECK (type ~ '^[a-z]+(_[a-z]+)*\\.[a-z]+(_[a-z]+)*$'),
        CONSTRAINT events_actor_type_check CHECK (actor_type IN ('member', 'api_key', 'candidate', 'system')),
        -- One word: a line break in it could make two different events hash alike.
        CONSTRAINT events_subject_type_check CHECK (subject_type ~ '^[a-z]+(_[a-z]+)*$'),
        CONSTRAINT events_payload_check CHECK (octet_length(payload) <= 20480 AND payload IS JSON OBJECT)
      );
      CREATE INDEX events_xid_idx ON events (xid, employer_id, sequence);
      ${tenantTable('events')}
      ${sealedTable('events')}

      -- The database numbers and links the events, so that no statement can forget or choose it. The head's row lock
      -- is held until commit: append the event last, and one employer's commits queue only for that moment.
      CREATE FUNCTION link_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      DECLARE head event_heads;
      BEGIN
        SELECT * INTO head FROM event_heads WHERE employer_id = NEW.employer_id FOR NO KEY UPDATE;
        IF NOT FOUND THEN
          RAISE EXCEPTION 'the employer has no journal'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'events_linked', TABLE = 'events';
        END IF;
        NEW.sequence := head.sequence + 1;
        NEW.xid := pg_current_xact_id();
        NEW.occurred_at := clock_timestamp();
        NEW.previous_hash := head.hash;
        NEW.hash := sha256('\\x01'::bytea || uuid_send(NEW.employer_id) || int8send(NEW.sequence) || head.hash
          || convert_to(concat_ws(E'\\n', NEW.id, NEW.type, extract(epoch FROM NEW.occurred_at)::text, NEW.actor_type,
               coalesce(NEW.actor_id::text, '-'), NEW.subject_type, NEW.subject_id, NEW.payload), 'UTF8'));
        UPDATE event_heads SET sequence = NEW.sequence, hash = NEW.hash WHERE employer_id = NEW.employer_id;
        RETURN NEW;
      END $$;
      CREATE TRIGGER events_linked BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION link_event();
      ALTER TABLE events ENABLE ALWAYS TRIGGER events_linked;

      CREATE FUNCTION open_journal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        INSERT INTO event_heads (employer_id, sequence, hash) VALUES (NEW.employer_id, 0, sha256(uuid_send(NEW.employer_id)));
        RETURN NULL;
      END $$;
      CREATE TRIGGER employers_open_journal AFTER INSERT ON employers FOR EACH ROW EXECUTE FUNCTION open_journal();

      GRANT SELECT ON events TO assay_app;
      GRANT INSERT (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload) ON events TO assay_app;

      CREATE TABLE idempotency_keys (
        employer_id uuid NOT NULL,
        principal text COLLATE "C" NOT NULL,
        key_sha256 bytea NOT NULL,
        fingerprint bytea NOT NULL,
        status smallint NOT NULL,
        headers jsonb NOT NULL,
        body text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (employer_id, principal, key_sha256),
        CONSTRAINT idempotency_keys_key_sha256_check CHECK (octet_length(key_sha256) = 32),
        CONSTRAINT idempotency_keys_principal_check CHECK (octet_length(principal) BETWEEN 1 AND 100),
        CONSTRAINT idempotency_keys_fingerprint_check CHECK (octet_length(fingerprint) = 32),
        CONSTRAINT idempotency_keys_status_check CHECK (status BETWEEN 200 AND 299),
        CONSTRAINT idempotency_keys_body_check CHECK (octet_length(body) <= 1048576)
      );
      CREATE INDEX idempotency_keys_created_at_idx ON idempotency_keys (created_at);
      ${tenantTable('idempotency_keys')}
      -- The worker removes what is older than a day without knowing the tenants.
      CREATE POLICY idempotency_keys_expired ON idempotency_keys TO assay_app
        USING (current_setting('assay.sweep', true) = 'on' AND created_at < now() - interval '24 hours');
      GRANT SELECT, INSERT, DELETE ON idempotency_keys TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE idempotency_keys;
      DROP TRIGGER employers_open_journal ON employers;
      DROP FUNCTION open_journal();
      DROP TABLE events;
      DROP FUNCTION link_event();
      DROP TABLE event_heads;
    `);
  }
}
