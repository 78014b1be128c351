import { employerCount, idKinds, itemCount } from '../identities.js';

/**
 * The floor: tables with the same columns and indexes, without row-level security, triggers, checks and foreign keys, and
 * one function per act that does in SQL what the product's act does to its rows. `guarded` has the same functions
 * over the product's tables, where the guards fire.
 */
const tables = [
  'attempts',
  'answers',
  'submissions',
  'scores',
  'events',
  'event_heads',
  'idempotency_keys',
  'versions',
] as const;

const copies = tables
  .map(
    (table) => `
  CREATE TABLE floor.${table} (LIKE assay.${table} INCLUDING DEFAULTS INCLUDING INDEXES INCLUDING STORAGE);
  INSERT INTO floor.${table} SELECT * FROM assay.${table};`,
  )
  .join('');

const { employer, attempt, item } = idKinds;
const names = `
    of_employer uuid := bench.id(${employer}, number % ${employerCount});
    of_attempt uuid := bench.id(${attempt}, number);`;

/** The triggers of the product's tables run as their owner, who sees the tenant that is set. */
const ownTenant = `
    PERFORM set_config('assay.employer', of_employer::text, true);`;

/** In the product a trigger does this; here it is part of the call. */
const linkAndInsertEvent = `
    SELECT * INTO head FROM event_heads h WHERE h.employer_id = of_employer FOR NO KEY UPDATE;
    linked := sha256('\\x01'::bytea || uuid_send(of_employer) || int8send(head.sequence + 1) || head.hash || convert_to(payload, 'UTF8'));
    UPDATE event_heads h SET sequence = head.sequence + 1, hash = linked WHERE h.employer_id = of_employer;
    INSERT INTO events (employer_id, sequence, id, type, actor_type, actor_id, subject_type, subject_id, payload, previous_hash, hash)
      VALUES (of_employer, head.sequence + 1, uuidv7(), 'attempt.submitted', 'candidate', attempt.candidate_id, 'attempt', of_attempt,
        payload, head.hash, linked);`;

const insertEvent = `
    INSERT INTO events (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload)
      VALUES (of_employer, uuidv7(), 'attempt.submitted', 'candidate', attempt.candidate_id, 'attempt', of_attempt, payload);`;

function submitFunction(schema: string, tablesIn: string, begin: string, event: string): string {
  return `
  CREATE FUNCTION ${schema}.submit(number bigint, responses text, items jsonb) RETURNS uuid LANGUAGE plpgsql SET search_path = ${tablesIn}, pg_temp AS $$
  DECLARE ${names}
    attempt attempts; head event_heads; linked bytea; payload text; submission uuid := uuidv7();
  BEGIN${begin}
    SELECT * INTO attempt FROM attempts a WHERE a.employer_id = of_employer AND a.id = of_attempt FOR NO KEY UPDATE;
    IF attempt.state <> 'in_progress' THEN RAISE EXCEPTION 'attempt % has ended', number; END IF;
    PERFORM s.item_id, s.response, s.client_sequence FROM answers s
      WHERE s.employer_id = of_employer AND s.attempt_id = of_attempt ORDER BY s.item_id;
    UPDATE attempts a SET state = 'finished', finish_reason = 'submitted', ended_at = now()
      WHERE a.employer_id = of_employer AND a.id = of_attempt;
    INSERT INTO submissions (employer_id, id, attempt_id, assessment_id, version_id, candidate_id, finish_reason, finished_at,
        responses, responses_sha256)
      VALUES (of_employer, submission, of_attempt, attempt.assessment_id, attempt.version_id, attempt.candidate_id, 'submitted', now(),
        responses, sha256(convert_to(responses, 'UTF8')));
    INSERT INTO scores (employer_id, submission_id, revision, points, maximum_points, percent, passed, items)
      VALUES (of_employer, submission, 1, 21, 39, 53.85, false, items);
    payload := '{"assessmentId":"' || attempt.assessment_id || '","submissionId":"' || submission
      || '","reason":"submitted","percent":"53.85","passed":false}';
    ${event}
    INSERT INTO idempotency_keys (employer_id, principal, key_sha256, fingerprint, status, headers, body)
      VALUES (of_employer, 'attempt/' || of_attempt, sha256(uuid_send(of_attempt)), sha256(uuid_send(submission)), 201, '{}', repeat('r', 390));
    RETURN submission;
  END $$;`;
}

/** In the product's tables the trigger locks the attempt and judges; on the floor the call does it itself. */
const lockShared = `
    SELECT * INTO attempt FROM attempts a WHERE a.employer_id = of_employer AND a.id = of_attempt FOR SHARE;
    IF attempt.state <> 'in_progress' OR now() > attempt.deadline_at THEN RAISE EXCEPTION 'attempt % has ended', number; END IF;`;
const readOnly = `${ownTenant}
    SELECT * INTO attempt FROM attempts a WHERE a.employer_id = of_employer AND a.id = of_attempt;`;

function saveFunction(schema: string, tablesIn: string, lock: string): string {
  return `
  CREATE FUNCTION ${schema}.save(number bigint, place integer, given jsonb, sequence bigint) RETURNS timestamptz LANGUAGE plpgsql SET search_path = ${tablesIn}, pg_temp AS $$
  DECLARE ${names}
    of_item uuid := bench.id(${item}, (number % ${employerCount}) * ${itemCount} + place);
    attempt attempts; stored_at timestamptz;
  BEGIN
    ${lock}
    INSERT INTO answers AS stored (employer_id, attempt_id, item_id, version_id, response, client_sequence, saved_at)
      VALUES (of_employer, of_attempt, of_item, attempt.version_id, given, sequence, clock_timestamp())
      ON CONFLICT (employer_id, attempt_id, item_id) DO UPDATE
        SET response = excluded.response, client_sequence = excluded.client_sequence, saved_at = excluded.saved_at
        WHERE stored.client_sequence < excluded.client_sequence
      RETURNING stored.saved_at INTO stored_at;
    RETURN stored_at;
  END $$;`;
}

export const floorSchema = `
  CREATE SCHEMA floor;
  CREATE SCHEMA guarded;
  ${copies}
  ${submitFunction('floor', 'floor', '', linkAndInsertEvent)}
  ${submitFunction('guarded', 'assay', ownTenant, insertEvent)}
  ${saveFunction('floor', 'floor', lockShared)}
  ${saveFunction('guarded', 'assay', readOnly)}
`;
