import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealedTable, tenantTable } from './tenancy.js';

export class VersionsCreate1763600004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE versions (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        number integer NOT NULL,
        title text NOT NULL,
        description text NOT NULL,
        time_limit_minutes integer,
        pass_mark_percent numeric(5,2),
        opens_at timestamptz,
        closes_at timestamptz,
        shuffle_questions boolean NOT NULL,
        shuffle_options boolean NOT NULL,
        review_policy text NOT NULL,
        item_count integer NOT NULL,
        maximum_points numeric(13,4) NOT NULL,
        content text NOT NULL,
        content_sha256 bytea NOT NULL,
        published_by uuid,
        published_at timestamptz NOT NULL DEFAULT now(),
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        CONSTRAINT versions_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT versions_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments (employer_id, id),
        CONSTRAINT versions_number_key UNIQUE (employer_id, assessment_id, number),
        CONSTRAINT versions_assessment_id_key UNIQUE (employer_id, id, assessment_id),
        CONSTRAINT versions_number_check CHECK (number >= 1),
        CONSTRAINT versions_time_limit_minutes_check CHECK (time_limit_minutes BETWEEN 1 AND 1440),
        CONSTRAINT versions_pass_mark_percent_check CHECK (pass_mark_percent BETWEEN 0 AND 100),
        CONSTRAINT versions_review_policy_check CHECK (review_policy IN ('none', 'score', 'outcomes')),
        CONSTRAINT versions_item_count_check CHECK (item_count BETWEEN 1 AND 2000),
        CONSTRAINT versions_maximum_points_check CHECK (maximum_points > 0 AND maximum_points <= 20000000),
        CONSTRAINT versions_content_sha256_check CHECK (content_sha256 = sha256(convert_to(content, 'UTF8')))
      );
      ${tenantTable('versions')}
      ${sealedTable('versions')}

      CREATE TABLE items (
        employer_id uuid NOT NULL,
        version_id uuid NOT NULL,
        id uuid NOT NULL,
        position integer NOT NULL,
        kind text NOT NULL,
        text text NOT NULL,
        points numeric(9,4) NOT NULL,
        content jsonb NOT NULL,
        CONSTRAINT items_pkey PRIMARY KEY (employer_id, version_id, id),
        CONSTRAINT items_version_id_fkey FOREIGN KEY (employer_id, version_id) REFERENCES versions (employer_id, id),
        CONSTRAINT items_position_key UNIQUE (employer_id, version_id, position),
        CONSTRAINT items_position_check CHECK (position >= 1),
        CONSTRAINT items_kind_check CHECK (kind IN ('single_choice', 'multiple_choice', 'true_false', 'numeric', 'short_answer')),
        CONSTRAINT items_points_check CHECK (points BETWEEN 0 AND 10000)
      );
      ${tenantTable('items')}
      ${sealedTable('items')}

      CREATE TABLE answer_keys (
        employer_id uuid NOT NULL,
        version_id uuid NOT NULL,
        item_id uuid NOT NULL,
        revision integer NOT NULL,
        key jsonb NOT NULL,
        explanation text,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT answer_keys_pkey PRIMARY KEY (employer_id, version_id, item_id, revision),
        CONSTRAINT answer_keys_item_id_fkey FOREIGN KEY (employer_id, version_id, item_id) REFERENCES items (employer_id, version_id, id),
        CONSTRAINT answer_keys_revision_check CHECK (revision >= 1)
      );
      ${tenantTable('answer_keys')}
      ${sealedTable('answer_keys')}

      -- A version is sealed by the end of the transaction that made it: nothing is added later. Comparing the
      -- transaction id needs no second column, no UPDATE of the version and no lock.
      CREATE FUNCTION refuse_late_item() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        IF NOT EXISTS (SELECT 1 FROM versions WHERE employer_id = NEW.employer_id AND id = NEW.version_id
                        AND xid = pg_current_xact_id() AND published_at = now()) THEN
          RAISE EXCEPTION 'the version is sealed'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'items_sealed', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER items_sealed BEFORE INSERT ON items FOR EACH ROW EXECUTE FUNCTION refuse_late_item();
      ALTER TABLE items ENABLE ALWAYS TRIGGER items_sealed;

      -- A correction is a further revision; the first is written with the version, and revisions have no gap.
      CREATE FUNCTION check_key_revision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        IF NEW.revision <> 1 + coalesce((SELECT max(revision) FROM answer_keys WHERE employer_id = NEW.employer_id
             AND version_id = NEW.version_id AND item_id = NEW.item_id), 0) THEN
          RAISE EXCEPTION 'key revisions follow one another'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'answer_keys_revision_step', TABLE = 'answer_keys';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER answer_keys_revision_step BEFORE INSERT ON answer_keys FOR EACH ROW EXECUTE FUNCTION check_key_revision();
      ALTER TABLE answer_keys ENABLE ALWAYS TRIGGER answer_keys_revision_step;

      -- At commit: a version is whole, numbered without a gap, and every item has its key.
      CREATE FUNCTION check_version_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        IF NEW.item_count <> (SELECT count(*) FROM items i JOIN answer_keys k ON k.employer_id = i.employer_id
              AND k.version_id = i.version_id AND k.item_id = i.id AND k.revision = 1
              WHERE i.employer_id = NEW.employer_id AND i.version_id = NEW.id)
           OR NEW.maximum_points <> (SELECT sum(points) FROM items WHERE employer_id = NEW.employer_id AND version_id = NEW.id)
           OR NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM versions WHERE employer_id = NEW.employer_id
              AND assessment_id = NEW.assessment_id AND number = NEW.number - 1) THEN
          RAISE EXCEPTION 'the version is not whole'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'versions_whole', TABLE = 'versions';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER versions_whole AFTER INSERT ON versions DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION check_version_whole();

      GRANT SELECT ON versions, items, answer_keys TO assay_app;
      GRANT INSERT (employer_id, id, assessment_id, number, title, description, time_limit_minutes, pass_mark_percent, opens_at,
        closes_at, shuffle_questions, shuffle_options, review_policy, item_count, maximum_points, content, content_sha256,
        published_by) ON versions TO assay_app;
      GRANT INSERT ON items TO assay_app;
      GRANT INSERT (employer_id, version_id, item_id, revision, key, explanation) ON answer_keys TO assay_app;
      GRANT SELECT (employer_id, id, assessment_id, number, title, description, time_limit_minutes, pass_mark_percent, opens_at,
        closes_at, shuffle_questions, shuffle_options, review_policy, item_count, maximum_points, content_sha256)
        ON versions TO assay_candidate;
      GRANT SELECT ON items TO assay_candidate;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE answer_keys, items, versions;
      DROP FUNCTION check_version_whole();
      DROP FUNCTION check_key_revision();
      DROP FUNCTION refuse_late_item();
    `);
  }
}
