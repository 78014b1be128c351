import type { MigrationInterface, QueryRunner } from 'typeorm';

export class FoundationCreate1763600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT USAGE ON SCHEMA assay TO assay_app, assay_candidate;
      -- Without a schema: what is granted to PUBLIC everywhere cannot be taken back for one schema.
      ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

      CREATE FUNCTION is_plain_text(value text, maximum integer) RETURNS boolean
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN char_length(value) <= maximum
          AND octet_length(value) <= 4 * maximum
          AND value IS NFC NORMALIZED
          AND value !~ '[\\x01-\\x08\\x0B-\\x1F\\x7F]';

      CREATE FUNCTION is_canonical_email(value text) RETURNS boolean
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN octet_length(value) BETWEEN 3 AND 254
          AND value COLLATE "C" ~ '^[a-z0-9.!#$%&''*+/=?^_\`{|}~-]+@[a-z0-9-]+(\\.[a-z0-9-]+)*$';

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      BEGIN
        RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_immutable', TABLE = TG_TABLE_NAME;
      END $$;

      CREATE FUNCTION advance_revision() RETURNS trigger LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      BEGIN
        NEW.revision := OLD.revision + 1;
        RETURN NEW;
      END $$;

      GRANT EXECUTE ON FUNCTION is_plain_text(text, integer), is_canonical_email(text), refuse_change(), advance_revision()
        TO assay_app, assay_candidate;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION advance_revision();
      DROP FUNCTION refuse_change();
      DROP FUNCTION is_canonical_email(text);
      DROP FUNCTION is_plain_text(text, integer);
      ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
      REVOKE USAGE ON SCHEMA assay FROM assay_app, assay_candidate;
    `);
  }
}
