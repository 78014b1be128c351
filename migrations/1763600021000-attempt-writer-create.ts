import type { MigrationInterface, QueryRunner } from 'typeorm';

const milliseconds = (time: string): string => `trunc(extract(epoch FROM ${time}) * 1000)::bigint`;

/** The parts of saving that know the writer. */
interface WriterParts {
  readonly parameter: string;
  readonly condition: string;
  readonly refusal: string;
  readonly field: string;
  readonly argument: string;
}

const withWriter: WriterParts = {
  parameter: ' p_writer integer,',
  condition: '\n            AND (p_writer IS NULL OR a.writer = p_writer)',
  refusal: `
        IF attempt.writer <> p_writer THEN outcome := 'open_elsewhere'; RETURN; END IF;`,
  field: ', writer integer',
  argument: ', call.writer',
};
const withoutWriter: WriterParts = { parameter: '', condition: '', refusal: '', field: '', argument: '' };

function saveFunctions(writer: WriterParts): string {
  return `
      -- Saves one answer. A sequence number that is not higher than the stored one changes nothing and is told so; that the attempt
      -- is still open is the trigger's to say, under a lock, with the database's clock.
      CREATE FUNCTION save_answer(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, p_item_id uuid, p_response jsonb,
          p_client_sequence bigint,${writer.parameter} OUT outcome text, OUT client_sequence bigint, OUT saved_milliseconds bigint,
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
          WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash${writer.condition}
            AND stored.employer_id = p_employer_id AND stored.attempt_id = p_attempt_id AND stored.item_id = p_item_id
            AND stored.client_sequence < p_client_sequence
          RETURNING 'saved', stored.client_sequence, ${milliseconds('stored.saved_at')}, ${milliseconds('a.deadline_at - clock_timestamp()')}
          INTO outcome, client_sequence, saved_milliseconds, remaining_milliseconds;
        IF FOUND THEN RETURN; END IF;
        SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND id = p_attempt_id AND token_hash = p_token_hash;
        IF NOT FOUND THEN outcome := 'unknown_token'; RETURN; END IF;${writer.refusal}
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

      -- Several saves in one statement, in an order in which two such statements cannot wait for each other in a circle. With
      -- company nobody waits long for a lock: the statement fails then, and each save is sent by itself.
      CREATE OR REPLACE FUNCTION save_answers(p_calls jsonb)
        RETURNS TABLE (place integer, outcome text, client_sequence bigint, saved_milliseconds bigint, remaining_milliseconds bigint)
        LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        IF jsonb_array_length(p_calls) > 1 THEN PERFORM set_config('lock_timeout', '250', true); END IF;
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, attempt uuid, token text, item uuid, response jsonb, sequence bigint${writer.field})
            ORDER BY c.employer, c.attempt, c.item, o.place LOOP
          RETURN QUERY SELECT call.place::integer, s.* FROM save_answer(call.employer, call.attempt, decode(call.token, 'hex'),
            call.item, coalesce(call.response, 'null'), call.sequence${writer.argument}) AS s;
        END LOOP;
      END $$;`;
}

function watchAttempts(writer: { column: string; value: string }): string {
  return `
      -- How attempts stand, for streams that follow many: each is shown to who proves its token, and an employer's are read together.
      CREATE FUNCTION watch_attempts(p_employers uuid[], p_attempts uuid[], p_token_hashes bytea[])
        RETURNS TABLE (place integer, state text, finish_reason text, time_revision integer, deadline_at timestamptz,
          server_time timestamptz, remaining_milliseconds bigint, may_run_again boolean${writer.column})
        LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      #variable_conflict use_column
      DECLARE watched record;
      BEGIN
        FOR watched IN SELECT w.employer_id, array_agg(w.attempt_id) AS attempts, array_agg(w.token_hash) AS token_hashes,
            array_agg(w.place::integer) AS places
            FROM unnest(p_employers, p_attempts, p_token_hashes) WITH ORDINALITY AS w (employer_id, attempt_id, token_hash, place)
            GROUP BY w.employer_id LOOP
          PERFORM set_config('assay.employer', watched.employer_id::text, true);
          RETURN QUERY SELECT w.place, a.state, a.finish_reason, a.time_revision, a.deadline_at::timestamptz, clock_timestamp(),
              ${milliseconds('a.deadline_at - clock_timestamp()')},
              a.finish_reason = 'deadline' AND a.ended_at > now() - interval '10 minutes'${writer.value}
            FROM unnest(watched.attempts, watched.token_hashes, watched.places) AS w (attempt_id, token_hash, place)
            JOIN attempts a ON a.employer_id = watched.employer_id AND a.id = w.attempt_id AND a.token_hash = w.token_hash;
        END LOOP;
      END $$;
      GRANT EXECUTE ON FUNCTION watch_attempts(uuid[], uuid[], bytea[]) TO assay_candidate;`;
}

/** Which of a candidate's pages writes: each that takes the attempt over gets the next number, and saves of the others are refused. */
export class AttemptWriterCreate1763600021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE attempts ADD COLUMN writer integer NOT NULL DEFAULT 0;
      GRANT SELECT (writer) ON attempts TO assay_candidate;

      CREATE FUNCTION take_attempt_over(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, OUT outcome text, OUT writer integer)
        LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        UPDATE attempts a SET writer = a.writer + 1
          WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash
            AND a.state = 'in_progress' AND (a.deadline_at IS NULL OR now() <= a.deadline_at + attempt_grace())
          RETURNING 'taken_over', a.writer INTO outcome, writer;
        IF FOUND THEN RETURN; END IF;
        SELECT 'ended' INTO outcome FROM attempts a
          WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash;
        outcome := coalesce(outcome, 'unknown_token');
      END $$;
      GRANT EXECUTE ON FUNCTION take_attempt_over(uuid, uuid, bytea) TO assay_candidate;

      DROP FUNCTION save_answer(uuid, uuid, bytea, uuid, jsonb, bigint);
      ${saveFunctions(withWriter)}
      GRANT EXECUTE ON FUNCTION save_answer(uuid, uuid, bytea, uuid, jsonb, bigint, integer) TO assay_candidate;

      DROP FUNCTION watch_attempts(uuid[], uuid[], bytea[]);
      ${watchAttempts({ column: ', writer integer', value: ', a.writer' })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION watch_attempts(uuid[], uuid[], bytea[]);
      ${watchAttempts({ column: '', value: '' })}
      DROP FUNCTION save_answer(uuid, uuid, bytea, uuid, jsonb, bigint, integer);
      ${saveFunctions(withoutWriter)}
      GRANT EXECUTE ON FUNCTION save_answer(uuid, uuid, bytea, uuid, jsonb, bigint) TO assay_candidate;
      DROP FUNCTION take_attempt_over(uuid, uuid, bytea);
      ALTER TABLE attempts DROP COLUMN writer;
    `);
  }
}
