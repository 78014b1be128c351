import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenancy.js';

const landingColumns = `assessment_id uuid, employer_name text, title text, description text, item_count integer,
          time_limit_minutes integer, pass_mark_percent numeric, review_policy text, opens_at timestamptz, closes_at timestamptz,
          link_open boolean, state text`;

/** What anybody with the link may know, for one and for several at once; `verification` is what this migration adds. */
function findLandings(verification: { readonly column: string; readonly value: string }): string {
  return `
      CREATE FUNCTION find_landing(p_employer_id uuid, p_slug text, p_assessment_id uuid)
        RETURNS TABLE (${landingColumns}${verification.column})
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT a.id, e.name, v.title, v.description, v.item_count, v.time_limit_minutes, v.pass_mark_percent,
            v.review_policy, v.opens_at, v.closes_at, a.link_open,
            CASE WHEN a.status <> 'active' OR v.closes_at <= now() THEN 'closed' WHEN v.opens_at > now() THEN 'not_open_yet' ELSE 'open' END${verification.value}
          FROM assessments a
          JOIN versions v ON v.employer_id = a.employer_id AND v.assessment_id = a.id AND v.number = a.latest_version_number
          JOIN employers e ON e.employer_id = a.employer_id
          WHERE a.employer_id = p_employer_id AND (a.slug = p_slug OR a.id = p_assessment_id);
      END $$;

      CREATE FUNCTION find_landings(p_calls jsonb)
        RETURNS TABLE (place integer, ${landingColumns}${verification.column})
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, slug text, assessment uuid) LOOP
          RETURN QUERY SELECT call.place::integer, f.* FROM (SELECT 1) AS one
            LEFT JOIN find_landing(call.employer, call.slug, call.assessment) AS f ON true;
        END LOOP;
      END $$;

      GRANT EXECUTE ON FUNCTION find_landing(uuid, text, uuid), find_landings(jsonb) TO assay_candidate;
  `;
}

/** The parts of start_attempt that this migration adds. */
interface CodeParts {
  readonly parameter: string;
  readonly parameterType: string;
  readonly column: string;
  readonly value: string;
  readonly declarations: string;
  readonly judge: string;
  readonly mayTakeOver: string;
  readonly takenOver: string;
  readonly use: string;
}

const withoutCodes: CodeParts = {
  parameter: '',
  parameterType: '',
  column: '',
  value: '',
  declarations: '',
  judge: '',
  mayTakeOver: 'false',
  takenOver: '',
  use: '',
};

const withCodes: CodeParts = {
  parameter: ', p_code_macs bytea[] DEFAULT NULL',
  parameterType: ', bytea[]',
  column: ', tries_left integer',
  value: ', NULL::integer',
  declarations: `
        code one_time_codes;
        proven boolean := false;`,
  // Before anything that depends on the candidate: who has no code learns the same of every address. The code's lock comes
  // first, so that of two starts with one code the second sees what the first has done: the same browser meets its attempt,
  // another one a code that is used. Time is that of the moment, because the transaction may have waited.
  judge: `
        IF p_invite_hash IS NULL AND assessment.require_email_verification THEN
          SELECT * INTO code FROM one_time_codes WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND email_canonical = p_email_canonical FOR NO KEY UPDATE;
          IF NOT EXISTS (SELECT 1 FROM candidates c JOIN attempts a ON a.employer_id = c.employer_id AND a.candidate_id = c.id
              WHERE c.employer_id = p_employer_id AND c.email_canonical = p_email_canonical AND a.assessment_id = p_assessment_id
                AND a.token_hash = p_secret_hash) THEN
            IF p_code_macs IS NULL THEN RETURN QUERY SELECT 'code_required', NULL::uuid, NULL::integer; RETURN; END IF;
            IF code.id IS NULL OR code.code_mac IS NULL OR code.used_at IS NOT NULL OR code.tries >= 5
               OR code.expires_at <= clock_timestamp() THEN
              RETURN QUERY SELECT 'code_expired', NULL::uuid, NULL::integer; RETURN;
            END IF;
            IF NOT code.code_mac = ANY (p_code_macs) THEN
              UPDATE one_time_codes SET tries = tries + 1 WHERE employer_id = p_employer_id AND id = code.id;
              RETURN QUERY SELECT 'code_wrong', NULL::uuid, 4 - code.tries; RETURN;
            END IF;
            proven := true;
          END IF;
        END IF;
`,
  mayTakeOver: 'proven',
  // Who comes to an attempt that has ended gets no token for it, so the browser that has one keeps it, and with it the result.
  takenOver: ` AND state = 'in_progress'`,
  // A code that got nobody in, because the assessment is not open, stays good.
  use: `
        IF proven THEN
          UPDATE one_time_codes SET used_at = clock_timestamp() WHERE employer_id = p_employer_id AND id = code.id;
        END IF;`,
};

/**
 * Starts the one attempt of a candidate, or finds it again. The assessment's shared lock makes a start and a close wait for each
 * other. The secret behind p_secret_hash is derived from what the caller holds (invite token, or the idempotency key of the
 * browser that started), so that a repeated start meets its own attempt and a stranger who knows an address does not. Whoever
 * holds the invite, or has read a code that was sent to the address, takes the attempt over.
 */
function startAttempt(codes: CodeParts): string {
  const refuse = (outcome: string): string =>
    `RETURN QUERY SELECT ${outcome}, NULL::uuid${codes.value}; RETURN;`;
  return `
      CREATE FUNCTION start_attempt(p_employer_id uuid, p_assessment_id uuid, p_invite_hash bytea, p_email_canonical text, p_email text,
          p_name text, p_secret_hash bytea, p_candidate_id uuid, p_attempt_id uuid, p_event_id uuid${codes.parameter})
        RETURNS TABLE (outcome text, attempt_id uuid${codes.column})
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      DECLARE
        assessment assessments;
        version versions;
        invite invites;
        attempt attempts;
        candidate uuid;${codes.declarations}
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        SELECT * INTO assessment FROM assessments WHERE employer_id = p_employer_id AND id = p_assessment_id FOR SHARE;
        IF NOT FOUND THEN ${refuse(`'not_found'`)} END IF;

        IF p_invite_hash IS NOT NULL THEN
          SELECT * INTO invite FROM invites WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND token_hash = p_invite_hash FOR NO KEY UPDATE;
          IF NOT FOUND THEN ${refuse(`'not_found'`)} END IF;
          p_email_canonical := invite.email_canonical;
          p_email := invite.email;
          p_name := coalesce(nullif(invite.name, ''), p_name);
        END IF;
${codes.judge}
        SELECT c.id INTO candidate FROM candidates c WHERE c.employer_id = p_employer_id AND c.email_canonical = p_email_canonical;
        IF candidate IS NOT NULL THEN
          SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND candidate_id = candidate FOR NO KEY UPDATE;
        END IF;
        IF attempt.id IS NULL THEN
          IF invite.id IS NOT NULL AND (invite.revoked_at IS NOT NULL OR invite.expires_at <= now()) THEN
            ${refuse(`'invite_gone'`)}
          END IF;
          IF assessment.status <> 'active' OR invite.id IS NULL AND NOT assessment.link_open THEN
            ${refuse(`'closed'`)}
          END IF;
          SELECT * INTO version FROM versions WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND number = assessment.latest_version_number;
          IF version.opens_at > now() THEN ${refuse(`'not_open_yet'`)} END IF;
          IF version.closes_at <= now() THEN ${refuse(`'closed'`)} END IF;

          INSERT INTO candidates (employer_id, id, email_canonical, email, name)
            VALUES (p_employer_id, p_candidate_id, p_email_canonical, p_email, p_name)
            ON CONFLICT (employer_id, email_canonical) DO NOTHING;
          SELECT c.id INTO candidate FROM candidates c WHERE c.employer_id = p_employer_id AND c.email_canonical = p_email_canonical;
          INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, invite_id, token_hash)
            VALUES (p_employer_id, p_attempt_id, p_assessment_id, version.id, candidate, invite.id, p_secret_hash)
            ON CONFLICT (employer_id, assessment_id, candidate_id) DO NOTHING;
          IF FOUND THEN${codes.use}
            INSERT INTO events (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload)
              VALUES (p_employer_id, p_event_id, 'attempt.started', 'candidate', candidate, 'attempt', p_attempt_id,
                json_build_object('assessmentId', p_assessment_id, 'versionNumber', version.number, 'inviteId', invite.id)::text);
            RETURN QUERY SELECT 'started', p_attempt_id${codes.value}; RETURN;
          END IF;
          -- A twin that started at the same moment has just committed: meet its attempt.
          SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND candidate_id = candidate FOR NO KEY UPDATE;
        END IF;

        IF attempt.token_hash <> p_secret_hash THEN
          IF invite.id IS NOT NULL AND (invite.revoked_at IS NOT NULL OR invite.expires_at <= now()) THEN
            ${refuse(`'invite_gone'`)}
          END IF;
          IF invite.id IS NULL AND NOT ${codes.mayTakeOver} THEN
            ${refuse(`'open_elsewhere'`)}
          END IF;
          UPDATE attempts SET token_hash = p_secret_hash, invite_id = coalesce(invite.id, attempt.invite_id)
            WHERE employer_id = p_employer_id AND id = attempt.id${codes.takenOver};
        END IF;${codes.use}
        RETURN QUERY SELECT CASE WHEN attempt.state = 'in_progress' THEN 'resumed' ELSE 'ended' END, attempt.id${codes.value};
      END $$;

      GRANT EXECUTE ON FUNCTION start_attempt(uuid, uuid, bytea, text, text, text, bytea, uuid, uuid, uuid${codes.parameterType})
        TO assay_candidate;
  `;
}

export class OneTimeCodesCreate1763600014000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE assessments ADD COLUMN require_email_verification boolean NOT NULL DEFAULT false;
      GRANT INSERT (require_email_verification), UPDATE (require_email_verification) ON assessments TO assay_app;
      GRANT SELECT (require_email_verification) ON assessments TO assay_candidate;

      -- The newest code of an address for an assessment. Six digits are guessed from a plain hash in no time, so what stands here
      -- is keyed with a key that the database does not have.
      CREATE TABLE one_time_codes (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        email_canonical text COLLATE "C" NOT NULL,
        -- Goes up with every code; a mail that is about an older one is not sent.
        serial integer NOT NULL DEFAULT 0,
        code_mac bytea,
        expires_at timestamptz,
        tries integer NOT NULL DEFAULT 0,
        used_at timestamptz,
        -- When codes were made in the last day: what limits them.
        made_at timestamptz[] NOT NULL DEFAULT '{}',
        CONSTRAINT one_time_codes_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT one_time_codes_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments (employer_id, id),
        CONSTRAINT one_time_codes_email_canonical_key UNIQUE (employer_id, assessment_id, email_canonical),
        CONSTRAINT one_time_codes_email_canonical_check CHECK (is_canonical_email(email_canonical)),
        CONSTRAINT one_time_codes_code_mac_check CHECK (octet_length(code_mac) = 32),
        CONSTRAINT one_time_codes_whole_check CHECK ((serial = 0) = (code_mac IS NULL) AND (code_mac IS NULL) = (expires_at IS NULL)),
        CONSTRAINT one_time_codes_serial_check CHECK (serial >= 0),
        CONSTRAINT one_time_codes_tries_check CHECK (tries BETWEEN 0 AND 5),
        CONSTRAINT one_time_codes_made_at_check CHECK (cardinality(made_at) <= 10)
      );
      CREATE INDEX one_time_codes_expires_at_idx ON one_time_codes (expires_at);
      ${tenantTable('one_time_codes')}
      -- Addresses of people who never came are removed across tenants.
      CREATE POLICY one_time_codes_expired_seen ON one_time_codes FOR SELECT TO assay_app
        USING (current_setting('assay.sweep', true) <> '' AND expires_at < now() - interval '1 day');
      CREATE POLICY one_time_codes_expired ON one_time_codes FOR DELETE TO assay_app
        USING (current_setting('assay.sweep', true) <> '' AND expires_at < now() - interval '1 day');
      GRANT SELECT, DELETE ON one_time_codes TO assay_app;
      GRANT INSERT (employer_id, id, assessment_id, email_canonical) ON one_time_codes TO assay_app;
      GRANT UPDATE (serial, code_mac, expires_at, tries, used_at, made_at) ON one_time_codes TO assay_app;

      -- Not a tenant's rows: a person may belong to several employers, and whoever asks may be nobody. A request is one row
      -- whoever it is for; what becomes of it is decided by the worker.
      CREATE TABLE password_resets (
        id uuid NOT NULL,
        email_canonical text COLLATE "C" NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        person_id uuid,
        token_hash bytea,
        expires_at timestamptz,
        -- Used, or overtaken by another change of the password.
        ended_at timestamptz,
        CONSTRAINT password_resets_pkey PRIMARY KEY (id),
        CONSTRAINT password_resets_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons (id),
        CONSTRAINT password_resets_email_canonical_check CHECK (is_canonical_email(email_canonical)),
        CONSTRAINT password_resets_token_hash_check CHECK (octet_length(token_hash) = 32),
        CONSTRAINT password_resets_whole_check CHECK (num_nulls(person_id, token_hash, expires_at) IN (0, 3)
          AND (ended_at IS NULL OR person_id IS NOT NULL))
      );
      CREATE INDEX password_resets_person_id_idx ON password_resets (person_id, requested_at);
      CREATE INDEX password_resets_requested_at_idx ON password_resets (requested_at);
      GRANT SELECT, DELETE ON password_resets TO assay_app;
      GRANT INSERT (id, email_canonical) ON password_resets TO assay_app;
      GRANT UPDATE (person_id, token_hash, expires_at, ended_at) ON password_resets TO assay_app;

      DROP FUNCTION find_landings(jsonb);
      DROP FUNCTION find_landing(uuid, text, uuid);
      ${findLandings({ column: ', requires_email_verification boolean', value: ', a.require_email_verification' })}
      DROP FUNCTION start_attempt(uuid, uuid, bytea, text, text, text, bytea, uuid, uuid, uuid);
      ${startAttempt(withCodes)}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION start_attempt(uuid, uuid, bytea, text, text, text, bytea, uuid, uuid, uuid, bytea[]);
      ${startAttempt(withoutCodes)}
      DROP FUNCTION find_landings(jsonb);
      DROP FUNCTION find_landing(uuid, text, uuid);
      ${findLandings({ column: '', value: '' })}
      DROP TABLE password_resets, one_time_codes;
      ALTER TABLE assessments DROP COLUMN require_email_verification;
    `);
  }
}
