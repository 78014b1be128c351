import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenancy.js';

export class ImportsCreate1763600007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE imports (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        file_name text NOT NULL,
        bytes bytea,
        byte_count integer NOT NULL,
        sha256 bytea NOT NULL,
        state text NOT NULL DEFAULT 'received',
        format text,
        layout text,
        failure_code text,
        failure_message text,
        error_count integer NOT NULL DEFAULT 0,
        warning_count integer NOT NULL DEFAULT 0,
        loss_count integer NOT NULL DEFAULT 0,
        problems jsonb NOT NULL DEFAULT '[]',
        -- How a person wants the file read. The rows are those of read_settings and read_corrections: the two differ while
        -- the file is being read again, and where that fails the older ones come back.
        revision integer NOT NULL DEFAULT 1,
        settings jsonb NOT NULL DEFAULT '{}',
        corrections jsonb NOT NULL DEFAULT '[]',
        read_settings jsonb,
        read_corrections jsonb,
        understanding jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT now(),
        parse_started_at timestamptz,
        committed_at timestamptz,
        committed_count integer,
        undone_at timestamptz,
        CONSTRAINT imports_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT imports_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments (employer_id, id),
        CONSTRAINT imports_file_name_check CHECK (is_plain_text(file_name, 255)),
        CONSTRAINT imports_byte_count_check CHECK (byte_count BETWEEN 0 AND 10485760),
        CONSTRAINT imports_sha256_check CHECK (octet_length(sha256) = 32),
        CONSTRAINT imports_state_check CHECK (state IN ('received', 'ready', 'failed', 'committed', 'undone', 'discarded')),
        CONSTRAINT imports_bytes_check CHECK ((bytes IS NOT NULL) = (state IN ('received', 'ready'))),
        CONSTRAINT imports_committed_check CHECK ((state IN ('committed', 'undone')) = (committed_at IS NOT NULL)
          AND (committed_at IS NULL) = (committed_count IS NULL)),
        CONSTRAINT imports_undone_check CHECK ((state = 'undone') = (undone_at IS NOT NULL)),
        CONSTRAINT imports_settings_check CHECK (jsonb_typeof(settings) = 'object' AND octet_length(settings::text) <= 65536),
        CONSTRAINT imports_corrections_check CHECK (jsonb_typeof(corrections) = 'array' AND jsonb_array_length(corrections) <= 5000),
        CONSTRAINT imports_failed_check CHECK ((state = 'failed') = (failure_code IS NOT NULL))
      );
      CREATE INDEX imports_assessment_id_idx ON imports (employer_id, assessment_id, created_at);
      CREATE INDEX imports_received_idx ON imports (created_at) WHERE state = 'received';
      CREATE INDEX imports_kept_idx ON imports (created_at) WHERE state IN ('ready', 'failed');
      CREATE INDEX imports_sha256_idx ON imports (employer_id, assessment_id, sha256) WHERE state = 'committed';
      ${tenantTable('imports')}
      -- The worker finds uploads that nobody parsed because a process died, without knowing the tenants.
      CREATE POLICY imports_unparsed ON imports FOR SELECT TO assay_app
        USING (current_setting('assay.sweep', true) = 'on' AND state = 'received');
      -- It also finds those that nobody came back to.
      CREATE POLICY imports_forgotten ON imports FOR SELECT TO assay_app
        USING (current_setting('assay.sweep', true) = 'on' AND state IN ('ready', 'failed')
          AND created_at < now() - interval '30 days');

      CREATE TABLE import_rows (
        employer_id uuid NOT NULL,
        import_id uuid NOT NULL,
        ordinal integer NOT NULL,
        sheet text,
        row_number integer NOT NULL,
        line integer,
        cells jsonb,
        question jsonb,
        problems jsonb NOT NULL DEFAULT '[]',
        has_error boolean NOT NULL,
        left_out boolean NOT NULL DEFAULT false,
        -- The same question stands earlier in the file, or in the assessment as it was when the file was read.
        duplicate_of text,
        CONSTRAINT import_rows_pkey PRIMARY KEY (employer_id, import_id, ordinal),
        CONSTRAINT import_rows_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES imports (employer_id, id),
        CONSTRAINT import_rows_ordinal_check CHECK (ordinal >= 1),
        CONSTRAINT import_rows_question_check CHECK (has_error OR question IS NOT NULL),
        CONSTRAINT import_rows_duplicate_of_check CHECK (duplicate_of IN ('file', 'assessment'))
      );
      ${tenantTable('import_rows')}

      -- What a page is told while a file is read and its rows are added. The head is a row of its own, because the
      -- transaction that commits an import holds the lock on the import all along, and progress is told meanwhile.
      CREATE TABLE import_streams (
        employer_id uuid NOT NULL,
        import_id uuid NOT NULL,
        sequence integer NOT NULL DEFAULT 0,
        phase smallint NOT NULL DEFAULT 0,
        done integer NOT NULL DEFAULT 0,
        ended boolean NOT NULL DEFAULT false,
        CONSTRAINT import_streams_pkey PRIMARY KEY (employer_id, import_id),
        CONSTRAINT import_streams_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES imports (employer_id, id)
      );
      ${tenantTable('import_streams')}

      CREATE TABLE import_events (
        employer_id uuid NOT NULL,
        import_id uuid NOT NULL,
        sequence integer NOT NULL,
        type text NOT NULL,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT import_events_pkey PRIMARY KEY (employer_id, import_id, sequence),
        CONSTRAINT import_events_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES import_streams (employer_id, import_id),
        CONSTRAINT import_events_sequence_check CHECK (sequence >= 1),
        CONSTRAINT import_events_type_check CHECK (type IN ('received', 'reading', 'ready', 'failed', 'committing', 'completed', 'discarded')),
        CONSTRAINT import_events_data_check CHECK (jsonb_typeof(data) = 'object' AND octet_length(data::text) <= 2048)
      );
      CREATE INDEX import_events_created_at_idx ON import_events (created_at);
      ${tenantTable('import_events')}
      CREATE POLICY import_events_expired ON import_events TO assay_app
        USING (current_setting('assay.sweep', true) = 'on' AND created_at < now() - interval '24 hours');

      -- Progress only goes forward, and nothing follows the end: whoever repeats work after a crash says nothing new until
      -- he is past what was said before.
      CREATE FUNCTION check_import_stream() RETURNS trigger LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      BEGIN
        IF OLD.ended OR NEW.sequence <> OLD.sequence + 1 OR (NEW.phase, NEW.done) < (OLD.phase, OLD.done) THEN
          RAISE EXCEPTION 'the stream of an import only goes forward'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'import_streams_forward', TABLE = 'import_streams';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER import_streams_forward BEFORE UPDATE ON import_streams FOR EACH ROW EXECUTE FUNCTION check_import_stream();
      ALTER TABLE import_streams ENABLE ALWAYS TRIGGER import_streams_forward;

      ALTER TABLE questions ADD CONSTRAINT questions_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES imports (employer_id, id);
      CREATE INDEX questions_import_id_idx ON questions (employer_id, import_id);

      GRANT SELECT, INSERT, DELETE ON imports, import_rows TO assay_app;
      GRANT UPDATE (bytes, state, format, layout, failure_code, failure_message, error_count, warning_count, loss_count, problems,
        revision, settings, corrections, read_settings, read_corrections, understanding, parse_started_at, committed_at,
        committed_count, undone_at) ON imports TO assay_app;
      GRANT UPDATE (left_out) ON import_rows TO assay_app;
      GRANT SELECT, INSERT ON import_streams TO assay_app;
      GRANT UPDATE (sequence, phase, done, ended) ON import_streams TO assay_app;
      GRANT SELECT, INSERT, DELETE ON import_events TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE questions DROP CONSTRAINT questions_import_id_fkey;
      DROP INDEX questions_import_id_idx;
      DROP TABLE import_events, import_streams, import_rows, imports;
      DROP FUNCTION check_import_stream();
    `);
  }
}
