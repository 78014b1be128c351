import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a submission freezes and whose hash stands on its receipt: the answers in the order of their question ids. */
const answersAsText = `
          coalesce('[' || (SELECT string_agg(concat('{"questionId":"', s.item_id, '","response":', s.response, ',"clientSeq":',
              s.client_sequence, '}'), ',' ORDER BY s.item_id)
            FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id) || ']', '[]')`;

/** One key is in one request at a time; who comes second is told at once instead of waiting with a connection in its hand. */
const keyIsFree = `pg_try_advisory_xact_lock(
            hashtextextended(p_employer_id || '/' || p_principal || '/' || encode(p_key_sha256, 'hex'), 0))`;

/**
 * Ending an attempt: nearly all of its time would be spent on sending and waking, so it is few calls instead of nine statements.
 * They run with the caller's rights, so grants, policies, constraints and triggers judge as ever, and name the tenant
 * themselves, so that a call is a whole transaction. What is decided between reading and writing (how it ends, the score) stays in
 * TypeScript.
 */
export class FinishFunctionsCreate1763600009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- What a candidate who presses the button has, without a lock: finish_attempt finds out whether it is still true.
      CREATE FUNCTION read_attempt(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea)
        RETURNS TABLE (assessment_id uuid, version_id uuid, open boolean, asked_at bigint, answers text)
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT a.assessment_id, a.version_id,
            a.state = 'in_progress' AND NOT coalesce(now() > a.deadline_at + attempt_grace(), false),
            trunc(extract(epoch FROM now()) * 1000)::bigint, ${answersAsText}
          FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash;
      END $$;

      -- The same under the attempt's lock, for every way in which it may end: checks the token, if the candidate asks, takes the
      -- idempotency key, if there is one, and then the attempt. VOLATILE on purpose: each statement sees what was
      -- committed before it began, so the answers are read as they stand once the lock is granted.
      CREATE FUNCTION open_finish(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, p_principal text, p_key_sha256 bytea)
        RETURNS TABLE (key_locked boolean, reply_fingerprint bytea, reply_status smallint, reply_headers jsonb, reply_body text,
          assessment_id uuid, version_id uuid, deadline_at timestamptz, state text,
          finish_reason text, ended_at timestamptz, transaction_time timestamptz, key_count integer, answers text)
        LANGUAGE plpgsql VOLATILE SET search_path = assay, pg_temp AS $$
      #variable_conflict use_column
      BEGIN
        -- Who has no right to the attempt learns nothing of it, not even that a key is known.
        IF p_token_hash IS NOT NULL AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.employer_id = p_employer_id
            AND a.id = p_attempt_id AND a.token_hash = p_token_hash) THEN
          RETURN;
        END IF;
        key_locked := true;
        IF p_key_sha256 IS NOT NULL THEN
          key_locked := ${keyIsFree};
          IF NOT key_locked THEN RETURN NEXT; RETURN; END IF;
          SELECT k.fingerprint, k.status, k.headers, k.body INTO reply_fingerprint, reply_status, reply_headers, reply_body
            FROM idempotency_keys k
            WHERE k.employer_id = p_employer_id AND k.principal = p_principal AND k.key_sha256 = p_key_sha256;
          IF FOUND THEN RETURN NEXT; RETURN; END IF;
        END IF;
        SELECT a.assessment_id, a.version_id, a.deadline_at, a.state, a.finish_reason, a.ended_at, now()
          INTO assessment_id, version_id, deadline_at, state, finish_reason, ended_at, transaction_time
          FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id FOR NO KEY UPDATE;
        IF NOT FOUND THEN RETURN; END IF;
        SELECT count(*) INTO key_count FROM answer_keys k WHERE k.employer_id = p_employer_id AND k.version_id = open_finish.version_id;
        answers := ${answersAsText};
        RETURN NEXT;
      END $$;

      -- Writes the end of an attempt: its state, the frozen answers, the first score, the event and, if there is a key, the
      -- stored reply. Answers with the receipt, whose bytes are those that were stored. The UPDATE is the lock: of
      -- all who want to end the attempt one finds it open, and saves that are under way count or are refused. What was
      -- scored is compared with what stands there now; where the attempt is no longer open, the outcome is 'overtaken',
      -- and where an answer or a key has changed since, everything is taken back with 40001.
      CREATE FUNCTION finish_attempt(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, p_reason text, p_ended_at timestamptz,
          p_responses_sha256 bytea, p_key_count integer, p_submission_id uuid, p_points numeric, p_maximum_points numeric,
          p_percent numeric, p_passed boolean, p_items jsonb, p_version_hash text, p_event_id uuid, p_payload text, p_principal text,
          p_key_sha256 bytea, p_fingerprint bytea, OUT outcome text, OUT receipt text)
        LANGUAGE plpgsql VOLATILE SET search_path = assay, pg_temp AS $$
      DECLARE
        ended constant timestamptz := coalesce(p_ended_at, date_trunc('milliseconds', now()));
        attempt attempts;
        responses text;
        received timestamptz;
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        IF p_key_sha256 IS NOT NULL AND NOT ${keyIsFree} THEN
          outcome := 'in_flight';
          RETURN;
        END IF;
        UPDATE attempts a SET state = 'finished', finish_reason = p_reason, ended_at = ended
          WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND (p_token_hash IS NULL OR a.token_hash = p_token_hash)
            AND CASE WHEN p_reason = 'submitted'
              THEN a.state = 'in_progress' AND NOT coalesce(ended > a.deadline_at + attempt_grace(), false) ELSE a.state <> 'finished' END
          RETURNING a.* INTO attempt;
        IF NOT FOUND THEN
          outcome := 'overtaken';
          RETURN;
        END IF;
        responses := ${answersAsText};
        IF sha256(convert_to(responses, 'UTF8')) <> p_responses_sha256 OR p_key_count <> (SELECT count(*) FROM answer_keys k
            WHERE k.employer_id = p_employer_id AND k.version_id = attempt.version_id) THEN
          RAISE EXCEPTION 'answers or keys have changed since they were scored' USING ERRCODE = 'serialization_failure';
        END IF;
        INSERT INTO submissions (employer_id, id, attempt_id, assessment_id, version_id, candidate_id, finish_reason, finished_at,
            responses, responses_sha256)
          VALUES (p_employer_id, p_submission_id, p_attempt_id, attempt.assessment_id, attempt.version_id, attempt.candidate_id,
            p_reason, ended, responses, p_responses_sha256)
          RETURNING received_at INTO received;
        INSERT INTO scores (employer_id, submission_id, revision, points, maximum_points, percent, passed, items)
          VALUES (p_employer_id, p_submission_id, 1, p_points, p_maximum_points, p_percent, p_passed, p_items);
        receipt := json_build_object('submissionId', p_submission_id, 'reason', p_reason,
          'finishedAt', to_char(ended AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'receivedAt', to_char(received AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'responsesHash', encode(p_responses_sha256, 'hex'), 'versionHash', p_version_hash)::text;
        IF p_key_sha256 IS NOT NULL THEN
          INSERT INTO idempotency_keys (employer_id, principal, key_sha256, fingerprint, status, headers, body)
            VALUES (p_employer_id, p_principal, p_key_sha256, p_fingerprint, 201, '{}', receipt);
        END IF;
        INSERT INTO events (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload)
          VALUES (p_employer_id, p_event_id, 'attempt.submitted', CASE p_reason WHEN 'submitted' THEN 'candidate' ELSE 'system' END,
            CASE p_reason WHEN 'submitted' THEN attempt.candidate_id END, 'attempt', p_attempt_id, p_payload);
        outcome := 'finished';
      END $$;

      -- Several at once, as several candidates press the button: read together, and written together. Employers and attempts in
      -- one order, so that two such statements cannot wait for each other in a circle; with company nobody waits long for
      -- a lock: the statement fails then, and each is sent by itself.
      CREATE FUNCTION read_attempts(p_calls jsonb)
        RETURNS TABLE (place integer, found boolean, assessment_id uuid, version_id uuid, open boolean, asked_at bigint, answers text)
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, attempt uuid, token text) LOOP
          RETURN QUERY SELECT call.place::integer, r.version_id IS NOT NULL, r.* FROM (SELECT 1) AS one
            LEFT JOIN read_attempt(call.employer, call.attempt, decode(call.token, 'hex')) AS r ON true;
        END LOOP;
      END $$;

      CREATE FUNCTION finish_attempts(p_calls jsonb) RETURNS TABLE (place integer, outcome text, receipt text)
        LANGUAGE plpgsql VOLATILE SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        IF jsonb_array_length(p_calls) > 1 THEN PERFORM set_config('lock_timeout', '250', true); END IF;
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, attempt uuid, token text, reason text, ended timestamptz, responses text,
              keys integer, submission uuid, points numeric, maximum numeric, percent numeric, passed boolean, items jsonb,
              version text, event uuid, payload text, principal text, key text, fingerprint text)
            ORDER BY c.employer, c.attempt, o.place LOOP
          RETURN QUERY SELECT call.place::integer, f.outcome, f.receipt FROM finish_attempt(call.employer, call.attempt,
            decode(call.token, 'hex'), call.reason, call.ended, decode(call.responses, 'hex'), call.keys, call.submission, call.points,
            call.maximum, call.percent, call.passed, call.items, call.version, call.event, call.payload, call.principal,
            decode(call.key, 'hex'), decode(call.fingerprint, 'hex')) AS f;
        END LOOP;
      END $$;

      GRANT EXECUTE ON FUNCTION read_attempts(jsonb), finish_attempts(jsonb), read_attempt(uuid, uuid, bytea), open_finish(uuid, uuid, bytea, text, bytea),
        finish_attempt(uuid, uuid, bytea, text, timestamptz, bytea, integer, uuid, numeric, numeric, numeric, boolean, jsonb, text, uuid,
          text, text, bytea, bytea) TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION finish_attempts(jsonb);
      DROP FUNCTION read_attempts(jsonb);
      DROP FUNCTION finish_attempt(uuid, uuid, bytea, text, timestamptz, bytea, integer, uuid, numeric, numeric, numeric, boolean, jsonb,
        text, uuid, text, text, bytea, bytea);
      DROP FUNCTION open_finish(uuid, uuid, bytea, text, bytea);
      DROP FUNCTION read_attempt(uuid, uuid, bytea);
    `);
  }
}
