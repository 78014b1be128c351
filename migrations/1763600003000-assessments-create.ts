import type { MigrationInterface, QueryRunner } from 'typeorm';
import { revisedTable, tenantTable } from './tenancy.js';

export class AssessmentsCreate1763600003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE assessments (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        title text NOT NULL,
        description text NOT NULL DEFAULT '',
        time_limit_minutes integer,
        pass_mark_percent numeric(5,2),
        opens_at timestamptz,
        closes_at timestamptz,
        shuffle_questions boolean NOT NULL DEFAULT false,
        shuffle_options boolean NOT NULL DEFAULT false,
        review_policy text NOT NULL DEFAULT 'score',
        status text NOT NULL DEFAULT 'draft',
        active_slot smallint,
        slug text COLLATE "C" NOT NULL,
        link_open boolean NOT NULL DEFAULT true,
        latest_version_number integer NOT NULL DEFAULT 0,
        questions_revision bigint NOT NULL DEFAULT 1,
        closed_at timestamptz,
        -- A draft that was never published can be deleted; deletion is a state, and nothing cascades.
        deleted_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        revision bigint NOT NULL DEFAULT 1,
        CONSTRAINT assessments_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT assessments_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT assessments_slug_key UNIQUE (employer_id, slug),
        CONSTRAINT assessments_active_slot_key UNIQUE (employer_id, active_slot),
        CONSTRAINT assessments_active_slot_fkey FOREIGN KEY (employer_id, active_slot) REFERENCES active_slots (employer_id, slot),
        CONSTRAINT assessments_active_slot_check CHECK ((status = 'active') = (active_slot IS NOT NULL)),
        CONSTRAINT assessments_status_check CHECK (status IN ('draft', 'active', 'closed', 'archived')),
        CONSTRAINT assessments_title_check CHECK (is_plain_text(title, 200) AND btrim(title) <> ''),
        CONSTRAINT assessments_description_check CHECK (is_plain_text(description, 10000)),
        CONSTRAINT assessments_time_limit_minutes_check CHECK (time_limit_minutes BETWEEN 1 AND 1440),
        CONSTRAINT assessments_pass_mark_percent_check CHECK (pass_mark_percent BETWEEN 0 AND 100),
        CONSTRAINT assessments_closes_at_check CHECK (closes_at > opens_at),
        CONSTRAINT assessments_review_policy_check CHECK (review_policy IN ('none', 'score', 'outcomes')),
        CONSTRAINT assessments_slug_check CHECK (slug ~ '^[A-Za-z0-9_-]{43}$'),
        CONSTRAINT assessments_deleted_at_check CHECK (deleted_at IS NULL OR status = 'draft' AND latest_version_number = 0),
        CONSTRAINT assessments_latest_version_number_check CHECK (latest_version_number >= 0)
      );
      CREATE INDEX assessments_created_at_idx ON assessments (employer_id, created_at, id);
      ${tenantTable('assessments')}
      ${revisedTable('assessments')}

      CREATE FUNCTION check_assessment_status() RETURNS trigger LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      BEGIN
        IF NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (
            ('draft', 'active'), ('draft', 'archived'), ('active', 'closed'), ('closed', 'active'), ('closed', 'archived')) THEN
          RAISE EXCEPTION 'an assessment does not go from % to %', OLD.status, NEW.status
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessments_status_transition', TABLE = 'assessments';
        END IF;
        IF NEW.latest_version_number NOT IN (OLD.latest_version_number, OLD.latest_version_number + 1) THEN
          RAISE EXCEPTION 'version numbers go up by one'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'assessments_version_number_step', TABLE = 'assessments';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER assessments_status_transition BEFORE UPDATE ON assessments
        FOR EACH ROW EXECUTE FUNCTION check_assessment_status();
      ALTER TABLE assessments ENABLE ALWAYS TRIGGER assessments_status_transition;

      CREATE TABLE questions (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        position integer NOT NULL,
        kind text NOT NULL,
        text text NOT NULL,
        title text,
        points numeric(9,4) NOT NULL,
        content jsonb NOT NULL,
        key jsonb NOT NULL,
        explanation text,
        external_id text,
        category text,
        tags text[] NOT NULL DEFAULT '{}',
        difficulty text,
        time_limit_seconds integer,
        import_id uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        revision bigint NOT NULL DEFAULT 1,
        CONSTRAINT questions_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT questions_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments (employer_id, id),
        CONSTRAINT questions_position_key UNIQUE (employer_id, assessment_id, position) DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT questions_position_check CHECK (position BETWEEN 1 AND 100000),
        CONSTRAINT questions_kind_check CHECK (kind IN ('single_choice', 'multiple_choice', 'true_false', 'numeric', 'short_answer')),
        CONSTRAINT questions_text_check CHECK (is_plain_text(text, 10000) AND btrim(text) <> ''),
        CONSTRAINT questions_title_check CHECK (is_plain_text(title, 200)),
        CONSTRAINT questions_points_check CHECK (points BETWEEN 0 AND 10000),
        CONSTRAINT questions_content_check CHECK (jsonb_typeof(content) = 'object' AND octet_length(content::text) <= 131072),
        CONSTRAINT questions_key_check CHECK (jsonb_typeof(key) = 'object' AND octet_length(key::text) <= 131072),
        CONSTRAINT questions_explanation_check CHECK (is_plain_text(explanation, 10000)),
        CONSTRAINT questions_external_id_check CHECK (is_plain_text(external_id, 200)),
        CONSTRAINT questions_category_check CHECK (is_plain_text(category, 500)),
        CONSTRAINT questions_tags_check CHECK (cardinality(tags) <= 50),
        CONSTRAINT questions_difficulty_check CHECK (is_plain_text(difficulty, 100)),
        CONSTRAINT questions_time_limit_seconds_check CHECK (time_limit_seconds BETWEEN 1 AND 86400)
      );
      ${tenantTable('questions')}
      ${revisedTable('questions')}

      GRANT SELECT ON assessments TO assay_app;
      GRANT INSERT (employer_id, id, title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at,
        shuffle_questions, shuffle_options, review_policy, slug) ON assessments TO assay_app;
      GRANT UPDATE (title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at, shuffle_questions,
        shuffle_options, review_policy, status, active_slot, slug, link_open, latest_version_number, questions_revision,
        closed_at, deleted_at, updated_at) ON assessments TO assay_app;
      GRANT SELECT (employer_id, id, slug, link_open, status, latest_version_number) ON assessments TO assay_candidate;
      GRANT SELECT, DELETE ON questions TO assay_app;
      GRANT INSERT (employer_id, id, assessment_id, position, kind, text, title, points, content, key, explanation, external_id,
        category, tags, difficulty, time_limit_seconds, import_id) ON questions TO assay_app;
      GRANT UPDATE (position, kind, text, title, points, content, key, explanation, external_id, category, tags, difficulty,
        time_limit_seconds, updated_at) ON questions TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE questions, assessments;
      DROP FUNCTION check_assessment_status();
    `);
  }
}
