import type { MigrationInterface, QueryRunner } from 'typeorm';
import { revisedTable, tenantTable } from './tenancy.js';

export class EmployersCreate1763600001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE employers (
        employer_id uuid NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT employers_pkey PRIMARY KEY (employer_id),
        CONSTRAINT employers_name_check CHECK (is_plain_text(name, 200) AND btrim(name) <> '')
      );
      ${tenantTable('employers')}

      -- The quota as rows: an active assessment holds one of its employer's slots, so that the unique index on the
      -- slot refuses one too many even where nobody took the lock. A larger quota is more rows.
      CREATE TABLE active_slots (
        employer_id uuid NOT NULL,
        slot smallint NOT NULL,
        CONSTRAINT active_slots_pkey PRIMARY KEY (employer_id, slot),
        CONSTRAINT active_slots_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT active_slots_slot_check CHECK (slot BETWEEN 1 AND 1000)
      );
      ${tenantTable('active_slots')}

      -- A person is not a tenant's row: one person may be a member of several employers.
      CREATE TABLE persons (
        id uuid NOT NULL,
        email_canonical text COLLATE "C" NOT NULL,
        email text NOT NULL,
        name text NOT NULL,
        password_hash text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT persons_pkey PRIMARY KEY (id),
        CONSTRAINT persons_email_canonical_key UNIQUE (email_canonical),
        CONSTRAINT persons_email_canonical_check CHECK (is_canonical_email(email_canonical)),
        CONSTRAINT persons_email_check CHECK (is_plain_text(email, 254)),
        CONSTRAINT persons_name_check CHECK (is_plain_text(name, 200) AND btrim(name) <> ''),
        CONSTRAINT persons_password_hash_check CHECK (password_hash LIKE '$argon2id$%' AND octet_length(password_hash) <= 256)
      );

      CREATE TABLE members (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        person_id uuid NOT NULL,
        role text NOT NULL,
        removed_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        revision bigint NOT NULL DEFAULT 1,
        CONSTRAINT members_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT members_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT members_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons (id),
        CONSTRAINT members_person_id_key UNIQUE (employer_id, person_id),
        CONSTRAINT members_role_check CHECK (role IN ('owner', 'author', 'reviewer'))
      );
      CREATE INDEX members_person_id_idx ON members (person_id);
      ${tenantTable('members')}
      ${revisedTable('members')}
      -- Signing in asks which employers a person belongs to before a tenant is known.
      CREATE POLICY members_of_person ON members FOR SELECT TO assay_app
        USING (person_id = NULLIF(current_setting('assay.person', true), '')::uuid);
      CREATE POLICY employers_of_person ON employers FOR SELECT TO assay_app
        USING (EXISTS (SELECT 1 FROM members m WHERE m.employer_id = employers.employer_id
                        AND m.person_id = NULLIF(current_setting('assay.person', true), '')::uuid));

      -- Checked at commit, under the lock that every change of a role takes on the employer's row.
      CREATE FUNCTION require_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM 1 FROM employers WHERE employer_id = OLD.employer_id FOR NO KEY UPDATE;
        IF NOT EXISTS (SELECT 1 FROM members WHERE employer_id = OLD.employer_id AND role = 'owner' AND removed_at IS NULL) THEN
          RAISE EXCEPTION 'an employer needs an owner'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'members_owner_required', TABLE = 'members';
        END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER members_owner_required AFTER UPDATE OR DELETE ON members
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_owner();

      CREATE TABLE member_invitations (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        email_canonical text COLLATE "C" NOT NULL,
        email text NOT NULL,
        role text NOT NULL,
        token_hash bytea NOT NULL,
        invited_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        accepted_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT member_invitations_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT member_invitations_invited_by_fkey FOREIGN KEY (employer_id, invited_by) REFERENCES members (employer_id, id),
        CONSTRAINT member_invitations_token_hash_key UNIQUE (employer_id, token_hash),
        CONSTRAINT member_invitations_token_hash_check CHECK (octet_length(token_hash) = 32),
        CONSTRAINT member_invitations_role_check CHECK (role IN ('owner', 'author', 'reviewer')),
        CONSTRAINT member_invitations_email_canonical_check CHECK (is_canonical_email(email_canonical)),
        CONSTRAINT member_invitations_email_check CHECK (is_plain_text(email, 254))
      );
      CREATE INDEX member_invitations_invited_by_idx ON member_invitations (employer_id, invited_by);
      CREATE UNIQUE INDEX member_invitations_live_key ON member_invitations (employer_id, email_canonical)
        WHERE accepted_at IS NULL AND revoked_at IS NULL;
      ${tenantTable('member_invitations')}

      CREATE TABLE sessions (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        token_hash bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT sessions_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT sessions_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES members (employer_id, id),
        CONSTRAINT sessions_token_hash_key UNIQUE (employer_id, token_hash),
        CONSTRAINT sessions_token_hash_check CHECK (octet_length(token_hash) = 32)
      );
      CREATE INDEX sessions_member_id_idx ON sessions (employer_id, member_id);
      ${tenantTable('sessions')}
      -- A new password ends the sessions of its person wherever they are a member.
      CREATE POLICY sessions_of_person_seen ON sessions FOR SELECT TO assay_app
        USING (EXISTS (SELECT 1 FROM members m WHERE m.employer_id = sessions.employer_id AND m.id = sessions.member_id
                        AND m.person_id = NULLIF(current_setting('assay.person', true), '')::uuid));
      CREATE POLICY sessions_of_person_ended ON sessions FOR UPDATE TO assay_app
        USING (EXISTS (SELECT 1 FROM members m WHERE m.employer_id = sessions.employer_id AND m.id = sessions.member_id
                        AND m.person_id = NULLIF(current_setting('assay.person', true), '')::uuid));

      CREATE TABLE api_keys (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        token_hash bytea NOT NULL,
        scopes text[] NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT api_keys_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT api_keys_created_by_fkey FOREIGN KEY (employer_id, created_by) REFERENCES members (employer_id, id),
        CONSTRAINT api_keys_token_hash_key UNIQUE (employer_id, token_hash),
        CONSTRAINT api_keys_token_hash_check CHECK (octet_length(token_hash) = 32),
        CONSTRAINT api_keys_name_check CHECK (is_plain_text(name, 100) AND btrim(name) <> ''),
        CONSTRAINT api_keys_scopes_check CHECK (cardinality(scopes) BETWEEN 1 AND 20
          AND scopes <@ ARRAY['assessments:read', 'assessments:write', 'invites:read', 'invites:write', 'results:read', 'events:read'])
      );
      CREATE INDEX api_keys_created_by_idx ON api_keys (employer_id, created_by);
      ${tenantTable('api_keys')}

      -- Counters of failed sign-ins: of an account, of an account on a known device, of a network address.
      CREATE TABLE sign_in_counters (
        subject bytea NOT NULL,
        failures integer NOT NULL,
        last_failure_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT sign_in_counters_pkey PRIMARY KEY (subject),
        CONSTRAINT sign_in_counters_subject_check CHECK (octet_length(subject) = 32),
        CONSTRAINT sign_in_counters_failures_check CHECK (failures BETWEEN 0 AND 1000000)
      );

      -- A device on which a person has signed in before keeps a counter of its own: strangers who guess cannot lock
      -- the owner of the account out.
      CREATE TABLE known_devices (
        person_id uuid NOT NULL,
        device_hash bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT known_devices_pkey PRIMARY KEY (person_id, device_hash),
        CONSTRAINT known_devices_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons (id),
        CONSTRAINT known_devices_device_hash_check CHECK (octet_length(device_hash) = 32)
      );

      GRANT SELECT, INSERT ON employers, active_slots, persons, known_devices TO assay_app;
      GRANT UPDATE (name) ON employers TO assay_app;
      GRANT UPDATE (password_hash) ON persons TO assay_app;
      GRANT SELECT, INSERT ON members, member_invitations, sessions, api_keys TO assay_app;
      GRANT UPDATE (role, removed_at) ON members TO assay_app;
      GRANT UPDATE (accepted_at, revoked_at) ON member_invitations TO assay_app;
      GRANT UPDATE (last_seen_at, ended_at) ON sessions TO assay_app;
      GRANT UPDATE (last_used_at, revoked_at) ON api_keys TO assay_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_counters TO assay_app;
      GRANT SELECT (employer_id, name) ON employers TO assay_candidate;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY sessions_of_person_ended ON sessions;
      DROP POLICY sessions_of_person_seen ON sessions;
      DROP TABLE known_devices, sign_in_counters, api_keys, sessions, member_invitations;
      DROP POLICY employers_of_person ON employers;
      DROP TABLE members;
      DROP FUNCTION require_owner();
      DROP TABLE persons, active_slots, employers;
    `);
  }
}
