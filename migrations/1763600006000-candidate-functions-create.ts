import type { MigrationInterface, QueryRunner } from 'typeorm';

const milliseconds = (time: string): string => `trunc(extract(epoch FROM ${time}) * 1000)::bigint`;

/**
 * What the candidate's role calls, and the only ways in which it writes. One call is one transaction and one round trip; the functions
 * name the tenant themselves, check the token, and answer with a word instead of an exception where the outcome is
 * an ordinary one.
 */
export class CandidateFunctionsCreate1763600006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What anybody with the link may know. Runs with the caller's own rights: the grants on columns decide.
      CREATE FUNCTION find_landing(p_employer_id uuid, p_slug text, p_assessment_id uuid)
        RETURNS TABLE (assessment_id uuid, employer_name text, title text, description text, item_count integer,
          time_limit_minutes integer, pass_mark_percent numeric, review_policy text, opens_at timestamptz, closes_at timestamptz,
          link_open boolean, state text)
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT a.id, e.name, v.title, v.description, v.item_count, v.time_limit_minutes, v.pass_mark_percent,
            v.review_policy, v.opens_at, v.closes_at, a.link_open,
            CASE WHEN a.status <> 'active' OR v.closes_at <= now() THEN 'closed' WHEN v.opens_at > now() THEN 'not_open_yet' ELSE 'open' END
          FROM assessments a
          JOIN versions v ON v.employer_id = a.employer_id AND v.assessment_id = a.id AND v.number = a.latest_version_number
          JOIN employers e ON e.employer_id = a.employer_id
          WHERE a.employer_id = p_employer_id AND (a.slug = p_slug OR a.id = p_assessment_id);
      END $$;

      -- An attempt with its saved answers, for whoever holds its token.
      CREATE FUNCTION open_attempt(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea)
        RETURNS TABLE (version_id uuid, state text, due boolean, started_at timestamptz, deadline_at timestamptz, server_time timestamptz,
          remaining_milliseconds bigint, answers text)
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true), set_config('assay.attempt', p_attempt_id::text, true);
        RETURN QUERY SELECT a.version_id, a.state,
            a.state = 'ending' OR a.state = 'in_progress' AND now() > a.deadline_at + attempt_grace(),
            a.started_at, a.deadline_at, clock_timestamp(),
            (extract(epoch FROM a.deadline_at - clock_timestamp()) * 1000)::bigint,
            (SELECT coalesce(json_agg(json_build_object('questionId', s.item_id, 'response', s.response, 'clientSeq', s.client_sequence,
                'savedAt', s.saved_at)), '[]')::text FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id)
          FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash;
      END $$;

      -- Looks up an invite by its token. Nothing is changed: mail scanners open links.
      CREATE FUNCTION find_invite(p_employer_id uuid, p_token_hash bytea)
        RETURNS TABLE (id uuid, assessment_id uuid, name text, email text, usable boolean, attempt_state text, attempt_version_id uuid)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT i.id, i.assessment_id, i.name, i.email, i.revoked_at IS NULL AND i.expires_at > now(), a.state, a.version_id
          FROM invites i
          LEFT JOIN candidates c ON c.employer_id = i.employer_id AND c.email_canonical = i.email_canonical
          LEFT JOIN attempts a ON a.employer_id = i.employer_id AND a.assessment_id = i.assessment_id AND a.candidate_id = c.id
          WHERE i.employer_id = p_employer_id AND i.token_hash = p_token_hash;
      END $$;

      -- Starts the one attempt of a candidate, or finds it again. The assessment's shared lock makes a start and a
      -- close wait for each other. The secret behind p_secret_hash is derived from what the caller holds (invite
      -- token, or the idempotency key of the browser that started), so that a repeated start meets its own attempt
      -- and a stranger who knows an address does not.
      CREATE FUNCTION start_attempt(p_employer_id uuid, p_assessment_id uuid, p_invite_hash bytea, p_email_canonical text, p_email text,
          p_name text, p_secret_hash bytea, p_candidate_id uuid, p_attempt_id uuid, p_event_id uuid)
        RETURNS TABLE (outcome text, attempt_id uuid)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      DECLARE
        assessment assessments;
        version versions;
        invite invites;
        attempt attempts;
        candidate uuid;
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        SELECT * INTO assessment FROM assessments WHERE employer_id = p_employer_id AND id = p_assessment_id FOR SHARE;
        IF NOT FOUND THEN RETURN QUERY SELECT 'not_found', NULL::uuid; RETURN; END IF;

        IF p_invite_hash IS NOT NULL THEN
          SELECT * INTO invite FROM invites WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND token_hash = p_invite_hash FOR NO KEY UPDATE;
          IF NOT FOUND THEN RETURN QUERY SELECT 'not_found', NULL::uuid; RETURN; END IF;
          p_email_canonical := invite.email_canonical;
          p_email := invite.email;
          p_name := coalesce(nullif(invite.name, ''), p_name);
        END IF;

        SELECT c.id INTO candidate FROM candidates c WHERE c.employer_id = p_employer_id AND c.email_canonical = p_email_canonical;
        IF candidate IS NOT NULL THEN
          SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND candidate_id = candidate FOR NO KEY UPDATE;
        END IF;
        IF attempt.id IS NULL THEN
          IF invite.id IS NOT NULL AND (invite.revoked_at IS NOT NULL OR invite.expires_at <= now()) THEN
            RETURN QUERY SELECT 'invite_gone', NULL::uuid; RETURN;
          END IF;
          IF assessment.status <> 'active' OR invite.id IS NULL AND NOT assessment.link_open THEN
            RETURN QUERY SELECT 'closed', NULL::uuid; RETURN;
          END IF;
          SELECT * INTO version FROM versions WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND number = assessment.latest_version_number;
          IF version.opens_at > now() THEN RETURN QUERY SELECT 'not_open_yet', NULL::uuid; RETURN; END IF;
          IF version.closes_at <= now() THEN RETURN QUERY SELECT 'closed', NULL::uuid; RETURN; END IF;

          INSERT INTO candidates (employer_id, id, email_canonical, email, name)
            VALUES (p_employer_id, p_candidate_id, p_email_canonical, p_email, p_name)
            ON CONFLICT (employer_id, email_canonical) DO NOTHING;
          SELECT c.id INTO candidate FROM candidates c WHERE c.employer_id = p_employer_id AND c.email_canonical = p_email_canonical;
          INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, invite_id, token_hash)
            VALUES (p_employer_id, p_attempt_id, p_assessment_id, version.id, candidate, invite.id, p_secret_hash)
            ON CONFLICT (employer_id, assessment_id, candidate_id) DO NOTHING;
          IF FOUND THEN
            INSERT INTO events (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload)
              VALUES (p_employer_id, p_event_id, 'attempt.started', 'candidate', candidate, 'attempt', p_attempt_id,
                json_build_object('assessmentId', p_assessment_id, 'versionNumber', version.number, 'inviteId', invite.id)::text);
            RETURN QUERY SELECT 'started', p_attempt_id; RETURN;
          END IF;
          -- A twin that started at the same moment has just committed: meet its attempt.
          SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND candidate_id = candidate FOR NO KEY UPDATE;
        END IF;

        IF attempt.token_hash <> p_secret_hash THEN
          IF invite.id IS NULL OR invite.revoked_at IS NOT NULL OR invite.expires_at <= now() THEN
            RETURN QUERY SELECT CASE WHEN invite.id IS NOT NULL THEN 'invite_gone' ELSE 'open_elsewhere' END, NULL::uuid; RETURN;
          END IF;
          UPDATE attempts SET token_hash = p_secret_hash, invite_id = invite.id WHERE employer_id = p_employer_id AND id = attempt.id;
        END IF;
        RETURN QUERY SELECT CASE WHEN attempt.state = 'in_progress' THEN 'resumed' ELSE 'ended' END, attempt.id;
      END $$;

      -- Saves one answer. The trigger on the table judges time and state; this adds the token and answers with the
      -- stored row, so that a late or repeated save learns what the server has. Times are milliseconds, since 1970 or to go.
      CREATE FUNCTION save_answer(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, p_item_id uuid, p_response jsonb,
          p_client_sequence bigint, OUT outcome text, OUT client_sequence bigint, OUT saved_milliseconds bigint,
          OUT remaining_milliseconds bigint)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      #variable_conflict use_column
      DECLARE attempt attempts;
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        -- Most saves replace an answer. Trying the UPDATE first, with the token in it, is one statement, and runs the trigger,
        -- with its lock, once instead of twice.
        UPDATE answers AS stored SET response = p_response, client_sequence = p_client_sequence
          FROM attempts a
          WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash
            AND stored.employer_id = p_employer_id AND stored.attempt_id = p_attempt_id AND stored.item_id = p_item_id
            AND stored.client_sequence < p_client_sequence
          RETURNING 'saved', stored.client_sequence, ${milliseconds('stored.saved_at')}, ${milliseconds('a.deadline_at - clock_timestamp()')}
          INTO outcome, client_sequence, saved_milliseconds, remaining_milliseconds;
        IF FOUND THEN RETURN; END IF;
        SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND id = p_attempt_id AND token_hash = p_token_hash;
        IF NOT FOUND THEN outcome := 'unknown_token'; RETURN; END IF;
        INSERT INTO answers AS stored (employer_id, attempt_id, item_id, version_id, response, client_sequence)
          VALUES (p_employer_id, p_attempt_id, p_item_id, attempt.version_id, p_response, p_client_sequence)
          ON CONFLICT (employer_id, attempt_id, item_id) DO UPDATE
            SET response = excluded.response, client_sequence = excluded.client_sequence
            WHERE stored.client_sequence < excluded.client_sequence
          RETURNING 'saved', stored.client_sequence, ${milliseconds('stored.saved_at')} INTO outcome, client_sequence, saved_milliseconds;
        IF NOT FOUND THEN
          SELECT 'stale', s.client_sequence, ${milliseconds('s.saved_at')} INTO outcome, client_sequence, saved_milliseconds
            FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id AND s.item_id = p_item_id;
        END IF;
        remaining_milliseconds := ${milliseconds('attempt.deadline_at - clock_timestamp()')};
      END $$;

      -- The two reads that are asked most, for several at once.
      CREATE FUNCTION find_landings(p_calls jsonb)
        RETURNS TABLE (place integer, assessment_id uuid, employer_name text, title text, description text, item_count integer,
          time_limit_minutes integer, pass_mark_percent numeric, review_policy text, opens_at timestamptz, closes_at timestamptz,
          link_open boolean, state text)
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, slug text, assessment uuid) LOOP
          RETURN QUERY SELECT call.place::integer, f.* FROM (SELECT 1) AS one
            LEFT JOIN find_landing(call.employer, call.slug, call.assessment) AS f ON true;
        END LOOP;
      END $$;

      CREATE FUNCTION open_attempts(p_calls jsonb)
        RETURNS TABLE (place integer, version_id uuid, state text, due boolean, started_at timestamptz, deadline_at timestamptz,
          server_time timestamptz, remaining_milliseconds bigint, answers text)
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, attempt uuid, token text) LOOP
          RETURN QUERY SELECT call.place::integer, f.* FROM (SELECT 1) AS one
            LEFT JOIN open_attempt(call.employer, call.attempt, decode(call.token, 'hex')) AS f ON true;
        END LOOP;
      END $$;

      -- Several saves in one statement, in an order in which two such statements cannot wait for each other in a circle. With
      -- company nobody waits long for a lock: the statement fails then, and each save is sent by itself.
      CREATE FUNCTION save_answers(p_calls jsonb)
        RETURNS TABLE (place integer, outcome text, client_sequence bigint, saved_milliseconds bigint, remaining_milliseconds bigint)
        LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        IF jsonb_array_length(p_calls) > 1 THEN PERFORM set_config('lock_timeout', '250', true); END IF;
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, attempt uuid, token text, item uuid, response jsonb, sequence bigint)
            ORDER BY c.employer, c.attempt, c.item, o.place LOOP
          RETURN QUERY SELECT call.place::integer, s.* FROM save_answer(call.employer, call.attempt, decode(call.token, 'hex'),
            call.item, coalesce(call.response, 'null'), call.sequence) AS s;
        END LOOP;
      END $$;

      GRANT EXECUTE ON FUNCTION find_landing(uuid, text, uuid), open_attempt(uuid, uuid, bytea), find_invite(uuid, bytea),
        start_attempt(uuid, uuid, bytea, text, text, text, bytea, uuid, uuid, uuid),
        save_answer(uuid, uuid, bytea, uuid, jsonb, bigint), save_answers(jsonb), find_landings(jsonb),
        open_attempts(jsonb) TO assay_candidate;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION open_attempts(jsonb);
      DROP FUNCTION find_landings(jsonb);
      DROP FUNCTION save_answers(jsonb);
      DROP FUNCTION save_answer(uuid, uuid, bytea, uuid, jsonb, bigint);
      DROP FUNCTION start_attempt(uuid, uuid, bytea, text, text, text, bytea, uuid, uuid, uuid);
      DROP FUNCTION find_invite(uuid, bytea);
      DROP FUNCTION open_attempt(uuid, uuid, bytea);
      DROP FUNCTION find_landing(uuid, text, uuid);
    `);
  }
}
