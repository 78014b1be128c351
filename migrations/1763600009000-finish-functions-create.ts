import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Ending an attempt in two calls instead of nine statements: nearly all of its time was spent on sending and waking.
 * They run with the caller's rights, so grants, policies, constraints and triggers judge as ever. What is decided between
 * the two (how it ends, the score) stays in TypeScript.
 */
export class FinishFunctionsCreate1763600009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Checks the token, if the candidate asks. Takes the idempotency key, if there is one, and then the attempt. VOLATILE on purpose: each statement sees what was
      -- committed before it began, so the answers are read as they stand once the lock is granted.
      CREATE FUNCTION open_finish(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, p_principal text, p_key_sha256 bytea)
        RETURNS TABLE (key_locked boolean, reply_fingerprint bytea, reply_status smallint, reply_headers jsonb, reply_body text,
          assessment_id uuid, version_id uuid, candidate_id uuid, deadline_at timestamptz, state text,
          finish_reason text, ended_at timestamptz, transaction_time timestamptz, key_count integer, answers json)
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
          key_locked := pg_try_advisory_xact_lock(
            hashtextextended(p_employer_id || '/' || p_principal || '/' || encode(p_key_sha256, 'hex'), 0));
          IF NOT key_locked THEN RETURN NEXT; RETURN; END IF;
          SELECT k.fingerprint, k.status, k.headers, k.body INTO reply_fingerprint, reply_status, reply_headers, reply_body
            FROM idempotency_keys k
            WHERE k.employer_id = p_employer_id AND k.principal = p_principal AND k.key_sha256 = p_key_sha256;
          IF FOUND THEN RETURN NEXT; RETURN; END IF;
        END IF;
        SELECT a.assessment_id, a.version_id, a.candidate_id, a.deadline_at, a.state, a.finish_reason, a.ended_at, now()
          INTO assessment_id, version_id, candidate_id, deadline_at, state, finish_reason, ended_at, transaction_time
          FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id FOR NO KEY UPDATE;
        IF NOT FOUND THEN RETURN; END IF;
        SELECT count(*) INTO key_count FROM answer_keys k WHERE k.employer_id = p_employer_id AND k.version_id = open_finish.version_id;
        SELECT coalesce(json_agg(json_build_object('questionId', s.item_id, 'response', s.response, 'clientSeq', s.client_sequence)
            ORDER BY s.item_id), '[]') INTO answers
          FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id;
        RETURN NEXT;
      END $$;

      -- Writes the end of an attempt: its state, the frozen answers, the first score, the event and, if there is a key, the
      -- stored reply. Answers with the receipt, whose bytes are those that were stored.
      CREATE FUNCTION finish_attempt(p_employer_id uuid, p_attempt_id uuid, p_assessment_id uuid, p_version_id uuid, p_candidate_id uuid,
          p_submission_id uuid, p_reason text, p_ended_at timestamptz, p_responses text, p_responses_sha256 bytea, p_points numeric,
          p_maximum_points numeric, p_percent numeric, p_passed boolean, p_items jsonb, p_event_id uuid, p_actor_type text,
          p_actor_id uuid, p_payload text, p_version_hash text, p_principal text, p_key_sha256 bytea, p_fingerprint bytea)
        RETURNS text LANGUAGE plpgsql VOLATILE SET search_path = assay, pg_temp AS $$
      DECLARE
        received timestamptz;
        receipt text;
      BEGIN
        UPDATE attempts SET state = 'finished', finish_reason = p_reason, ended_at = p_ended_at
          WHERE employer_id = p_employer_id AND id = p_attempt_id;
        INSERT INTO submissions (employer_id, id, attempt_id, assessment_id, version_id, candidate_id, finish_reason, finished_at,
            responses, responses_sha256)
          VALUES (p_employer_id, p_submission_id, p_attempt_id, p_assessment_id, p_version_id, p_candidate_id, p_reason, p_ended_at,
            p_responses, p_responses_sha256)
          RETURNING received_at INTO received;
        INSERT INTO scores (employer_id, submission_id, revision, points, maximum_points, percent, passed, items)
          VALUES (p_employer_id, p_submission_id, 1, p_points, p_maximum_points, p_percent, p_passed, p_items);
        receipt := json_build_object('submissionId', p_submission_id, 'reason', p_reason,
          'finishedAt', to_char(p_ended_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'receivedAt', to_char(received AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'responsesHash', encode(p_responses_sha256, 'hex'), 'versionHash', p_version_hash)::text;
        IF p_key_sha256 IS NOT NULL THEN
          INSERT INTO idempotency_keys (employer_id, principal, key_sha256, fingerprint, status, headers, body)
            VALUES (p_employer_id, p_principal, p_key_sha256, p_fingerprint, 201, '{}', receipt);
        END IF;
        INSERT INTO events (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload)
          VALUES (p_employer_id, p_event_id, 'attempt.submitted', p_actor_type, p_actor_id, 'attempt', p_attempt_id, p_payload);
        RETURN receipt;
      END $$;

      GRANT EXECUTE ON FUNCTION open_finish(uuid, uuid, bytea, text, bytea),
        finish_attempt(uuid, uuid, uuid, uuid, uuid, uuid, text, timestamptz, text, bytea, numeric, numeric, numeric, boolean, jsonb,
          uuid, text, uuid, text, text, text, bytea, bytea) TO assay_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION finish_attempt(uuid, uuid, uuid, uuid, uuid, uuid, text, timestamptz, text, bytea, numeric, numeric, numeric, boolean,
        jsonb, uuid, text, uuid, text, text, text, bytea, bytea);
      DROP FUNCTION open_finish(uuid, uuid, bytea, text, bytea);
    `);
  }
}
