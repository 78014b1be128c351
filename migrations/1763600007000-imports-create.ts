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
        problems jsonb NOT NULL DEFAULT '[]',
        created_at timestamptz NOT NULL DEFAULT now(),
        parse_started_at timestamptz,
        committed_at timestamptz,
        committed_count integer,
        CONSTRAINT imports_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT imports_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments (employer_id, id),
        CONSTRAINT imports_file_name_check CHECK (is_plain_text(file_name, 255)),
        CONSTRAINT imports_byte_count_check CHECK (byte_count BETWEEN 0 AND 10485760),
        CONSTRAINT imports_sha256_check CHECK (octet_length(sha256) = 32),
        CONSTRAINT imports_state_check CHECK (state IN ('received', 'ready', 'failed', 'committed')),
        CONSTRAINT imports_committed_check CHECK ((state = 'committed') = (committed_at IS NOT NULL)
          AND (committed_at IS NULL) = (committed_count IS NULL)),
        CONSTRAINT imports_failed_check CHECK ((state = 'failed') = (failure_code IS NOT NULL))
      );
      CREATE INDEX imports_assessment_id_idx ON imports (employer_id, assessment_id, created_at);
      CREATE INDEX imports_received_idx ON imports (created_at) WHERE state = 'received';
      ${tenantTable('imports')}
      -- The worker finds uploads that nobody parsed because a process died, without knowing the tenants.
      CREATE POLICY imports_unparsed ON imports FOR SELECT TO assay_app
        USING (current_setting('assay.sweep', true) = 'on' AND state = 'received');

      CREATE TABLE import_rows (
        employer_id uuid NOT NULL,
        import_id uuid NOT NULL,
        ordinal integer NOT NULL,
        sheet text,
        row_number integer NOT NULL,
        question jsonb,
        problems jsonb NOT NULL DEFAULT '[]',
        has_error boolean NOT NULL,
        left_out boolean NOT NULL DEFAULT false,
        CONSTRAINT import_rows_pkey PRIMARY KEY (employer_id, import_id, ordinal),
        CONSTRAINT import_rows_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES imports (employer_id, id),
        CONSTRAINT import_rows_ordinal_check CHECK (ordinal >= 1),
        CONSTRAINT import_rows_question_check CHECK (has_error OR question IS NOT NULL)
      );
      ${tenantTable('import_rows')}

      ALTER TABLE questions ADD CONSTRAINT questions_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES imports (employer_id, id);
      CREATE INDEX questions_import_id_idx ON questions (employer_id, import_id);

      GRANT SELECT, INSERT, DELETE ON imports, import_rows TO assay_app;
      GRANT UPDATE (bytes, state, format, layout, failure_code, failure_message, error_count, warning_count, problems,
        parse_started_at, committed_at, committed_count) ON imports TO assay_app;
      GRANT UPDATE (left_out) ON import_rows TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE questions DROP CONSTRAINT questions_import_id_fkey;
      DROP INDEX questions_import_id_idx;
      DROP TABLE import_rows, imports;
    `);
  }
}
