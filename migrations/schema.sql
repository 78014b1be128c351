-- Written by 'npm run schema:dump'; do not edit. Every test run compares it with what the migrations make.

CREATE ROLE assay_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE assay_candidate NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE ROLE assay_owner NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;

CREATE SCHEMA assay AUTHORIZATION assay_owner;
GRANT USAGE ON SCHEMA assay TO assay_app;
GRANT USAGE ON SCHEMA assay TO assay_candidate;
DEFAULT PRIVILEGES OF assay_owner ON OBJECTS OF TYPE f: {assay_owner=X/assay_owner}

CREATE OR REPLACE FUNCTION assay.advance_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        NEW.revision := OLD.revision + 1;
        RETURN NEW;
      END $function$;
GRANT EXECUTE ON FUNCTION advance_revision() TO assay_app;
GRANT EXECUTE ON FUNCTION advance_revision() TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.attempt_grace()
 RETURNS interval
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN '00:00:10'::interval;
GRANT EXECUTE ON FUNCTION attempt_grace() TO assay_app;
GRANT EXECUTE ON FUNCTION attempt_grace() TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.check_answer()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE attempt attempts;
      BEGIN
        SELECT * INTO attempt FROM attempts WHERE employer_id = NEW.employer_id AND id = NEW.attempt_id FOR SHARE;
        IF attempt.state <> 'in_progress' OR now() > attempt.deadline_at + attempt_grace() THEN
          RAISE EXCEPTION 'the attempt has ended'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'answers_attempt_open', TABLE = 'answers';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.client_sequence <= OLD.client_sequence THEN
          RAISE EXCEPTION 'a newer answer is already saved'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'answers_sequence_forward', TABLE = 'answers';
        END IF;
        NEW.saved_at := clock_timestamp();
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.check_assessment_status()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
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
      END $function$;

CREATE OR REPLACE FUNCTION assay.check_attempt_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE change attempt_time_changes;
      BEGIN
        IF (NEW.employer_id, NEW.id, NEW.assessment_id, NEW.version_id, NEW.candidate_id, NEW.started_at)
             IS DISTINCT FROM (OLD.employer_id, OLD.id, OLD.assessment_id, OLD.version_id, OLD.candidate_id, OLD.started_at) THEN
          RAISE EXCEPTION 'identity and times of an attempt do not change'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_fixed', TABLE = 'attempts';
        END IF;
        IF (NEW.deadline_at, NEW.sitting, NEW.time_revision) IS DISTINCT FROM (OLD.deadline_at, OLD.sitting, OLD.time_revision) THEN
          SELECT * INTO change FROM attempt_time_changes WHERE employer_id = NEW.employer_id AND attempt_id = NEW.id
            AND revision = NEW.time_revision;
          IF NOT FOUND OR NEW.time_revision <> OLD.time_revision + 1
             OR (change.from_deadline_at, change.to_deadline_at) IS DISTINCT FROM (OLD.deadline_at, NEW.deadline_at)
             OR NEW.sitting <> OLD.sitting + (change.kind = 'reopening')::integer
             OR change.kind = 'extension' AND (OLD.state, NEW.state) <> ('in_progress', 'in_progress') THEN
            RAISE EXCEPTION 'the time of an attempt changes by attempt_time_changes alone'
              USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_fixed', TABLE = 'attempts';
          END IF;
          IF change.kind = 'reopening' THEN
            IF (OLD.state, OLD.finish_reason, NEW.state) IS DISTINCT FROM ('finished', 'deadline', 'in_progress')
               OR num_nonnulls(NEW.ended_at, NEW.finish_reason) > 0
               OR NOT EXISTS (SELECT 1 FROM superseded_submissions p
                    JOIN submissions s ON s.employer_id = p.employer_id AND s.id = p.submission_id
                    WHERE p.employer_id = NEW.employer_id AND p.attempt_id = NEW.id AND p.revision = NEW.time_revision
                      AND s.attempt_id = NEW.id AND s.sitting = OLD.sitting) THEN
              RAISE EXCEPTION 'only an attempt that its deadline ended runs again'
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_state_transition', TABLE = 'attempts';
            END IF;
            RETURN NEW;
          END IF;
        END IF;
        IF OLD.state <> 'in_progress' AND (NEW.ended_at, NEW.finish_reason) IS DISTINCT FROM (OLD.ended_at, OLD.finish_reason)
           OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
             (('in_progress', 'ending'), ('in_progress', 'finished'), ('ending', 'finished')) THEN
          RAISE EXCEPTION 'an attempt ends once'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_state_transition', TABLE = 'attempts';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.check_import_stream()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        IF OLD.ended OR NEW.sequence <> OLD.sequence + 1 OR (NEW.phase, NEW.done) < (OLD.phase, OLD.done) THEN
          RAISE EXCEPTION 'the stream of an import only goes forward'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'import_streams_forward', TABLE = 'import_streams';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.check_key_revision()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        IF NEW.revision <> 1 + coalesce((SELECT max(revision) FROM answer_keys WHERE employer_id = NEW.employer_id
             AND version_id = NEW.version_id AND item_id = NEW.item_id), 0) THEN
          RAISE EXCEPTION 'key revisions follow one another'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'answer_keys_revision_step', TABLE = 'answer_keys';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.check_link_capacity()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE capacity integer;
      BEGIN
        SELECT link_capacity INTO capacity FROM assessments WHERE employer_id = NEW.employer_id AND id = NEW.assessment_id;
        IF capacity IS NULL THEN RETURN NEW; END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended('link ' || NEW.employer_id || NEW.assessment_id, 0));
        -- A twin of the same candidate may have started meanwhile: that one is met, and takes no second place.
        IF NOT EXISTS (SELECT FROM attempts WHERE employer_id = NEW.employer_id AND assessment_id = NEW.assessment_id
             AND candidate_id = NEW.candidate_id)
           AND link_places_taken(NEW.employer_id, NEW.assessment_id, capacity) >= capacity THEN
          RAISE EXCEPTION 'the places of the public link are taken'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_link_capacity', TABLE = 'attempts';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.check_notification_head()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        IF NEW.sequence NOT IN (OLD.sequence, OLD.sequence + 1) OR NEW.read_up_to < OLD.read_up_to THEN
          RAISE EXCEPTION 'notifications are numbered one by one, and what was read stays read'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'notification_heads_forward', TABLE = 'notification_heads';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.check_submission()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE attempt attempts;
      BEGIN
        SELECT * INTO attempt FROM attempts WHERE employer_id = NEW.employer_id AND id = NEW.attempt_id;
        IF attempt.state <> 'finished' OR NEW.finish_reason <> attempt.finish_reason OR NEW.finished_at <> attempt.ended_at
           OR NEW.finished_at > attempt.deadline_at + attempt_grace()
           OR NEW.finish_reason = 'deadline' AND NEW.finished_at IS DISTINCT FROM attempt.deadline_at THEN
          RAISE EXCEPTION 'the submission does not agree with its attempt'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'submissions_agree', TABLE = 'submissions';
        END IF;
        NEW.sitting := attempt.sitting;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.check_version_whole()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
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
      END $function$;

CREATE OR REPLACE FUNCTION assay.extend_attempts(p_employer_id uuid, p_assessment_id uuid, p_attempts uuid[], p_minutes integer, p_past_closing boolean, p_reason text, p_act_id uuid, p_actor_type text, p_actor_id uuid)
 RETURNS TABLE(attempt_id uuid, outcome text, deadline_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      #variable_conflict use_column
      DECLARE
        attempt record;
        wanted timestamptz;
      BEGIN
        FOR attempt IN SELECT a.id, a.state, a.deadline_at, a.time_revision, date_trunc('milliseconds', v.closes_at) AS closes_at
            FROM attempts a JOIN versions v ON v.employer_id = a.employer_id AND v.id = a.version_id
            WHERE a.employer_id = p_employer_id AND a.assessment_id = p_assessment_id AND a.id = ANY (p_attempts)
            ORDER BY a.id FOR NO KEY UPDATE OF a LOOP
          attempt_id := attempt.id;
          deadline_at := attempt.deadline_at;
          wanted := attempt.deadline_at + make_interval(mins => p_minutes);
          IF NOT p_past_closing THEN wanted := least(wanted, attempt.closes_at); END IF;
          IF attempt.state <> 'in_progress' OR now() > attempt.deadline_at + attempt_grace() THEN
            outcome := 'ended';
          ELSIF attempt.deadline_at IS NULL THEN
            outcome := 'unlimited';
          ELSIF wanted <= attempt.deadline_at THEN
            outcome := 'at_closing';
          ELSE
            INSERT INTO attempt_time_changes (employer_id, attempt_id, revision, kind, act_id, minutes, reason, actor_type, actor_id,
                from_deadline_at, to_deadline_at)
              VALUES (p_employer_id, attempt.id, attempt.time_revision + 1, 'extension', p_act_id, p_minutes, p_reason, p_actor_type,
                p_actor_id, attempt.deadline_at, wanted);
            UPDATE attempts SET deadline_at = wanted, time_revision = time_revision + 1
              WHERE employer_id = p_employer_id AND id = attempt.id;
            outcome := 'extended';
            deadline_at := wanted;
          END IF;
          RETURN NEXT;
        END LOOP;
      END $function$;
GRANT EXECUTE ON FUNCTION extend_attempts(uuid,uuid,uuid[],integer,boolean,text,uuid,text,uuid) TO assay_app;

CREATE OR REPLACE FUNCTION assay.find_invite(p_employer_id uuid, p_token_hash bytea)
 RETURNS TABLE(id uuid, assessment_id uuid, name text, email text, unusable_because text, attempt_state text, attempt_version_id uuid, own_time_limit_seconds integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT i.id, i.assessment_id, i.name, i.email, CASE WHEN i.revoked_at IS NOT NULL THEN 'revoked' WHEN i.expires_at <= now() THEN 'expired' END, a.state, a.version_id,
            (ceil(v.time_limit_minutes * 60 * (100 + coalesce(i.extra_time_percent, 0)) / 100.0)
              + 60 * coalesce(i.extra_minutes, 0))::integer
          FROM invites i
          LEFT JOIN candidates c ON c.employer_id = i.employer_id AND c.email_canonical = i.email_canonical
          LEFT JOIN attempts a ON a.employer_id = i.employer_id AND a.assessment_id = i.assessment_id AND a.candidate_id = c.id
          LEFT JOIN assessments t ON t.employer_id = i.employer_id AND t.id = i.assessment_id
          LEFT JOIN versions v ON v.employer_id = i.employer_id AND v.assessment_id = i.assessment_id
            AND v.number = t.latest_version_number
          WHERE i.employer_id = p_employer_id AND i.token_hash = p_token_hash;
      END $function$;
GRANT EXECUTE ON FUNCTION find_invite(uuid,bytea) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.find_landing(p_employer_id uuid, p_slug text, p_assessment_id uuid)
 RETURNS TABLE(assessment_id uuid, employer_name text, title text, description text, item_count integer, time_limit_minutes integer, pass_mark_percent numeric, review_policy text, opens_at timestamp with time zone, closes_at timestamp with time zone, link_open boolean, state text, requires_email_verification boolean, wrong_answers_cost boolean, partial_credit boolean, link_full boolean)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT a.id, e.name, v.title, v.description, v.item_count, v.time_limit_minutes, v.pass_mark_percent,
            v.review_policy, v.opens_at, v.closes_at, a.link_open,
            CASE WHEN a.status <> 'active' OR v.closes_at <= now() THEN 'closed' WHEN v.opens_at > now() THEN 'not_open_yet' ELSE 'open' END,
            a.require_email_verification,
            v.wrong_answers_cost, v.partial_credit,
            a.link_capacity IS NOT NULL AND link_places_taken(a.employer_id, a.id, a.link_capacity) >= a.link_capacity
          FROM assessments a
          JOIN versions v ON v.employer_id = a.employer_id AND v.assessment_id = a.id AND v.number = a.latest_version_number
          JOIN employers e ON e.employer_id = a.employer_id
          WHERE a.employer_id = p_employer_id AND (a.slug = p_slug OR a.id = p_assessment_id);
      END $function$;
GRANT EXECUTE ON FUNCTION find_landing(uuid,text,uuid) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.find_landings(p_calls jsonb)
 RETURNS TABLE(place integer, assessment_id uuid, employer_name text, title text, description text, item_count integer, time_limit_minutes integer, pass_mark_percent numeric, review_policy text, opens_at timestamp with time zone, closes_at timestamp with time zone, link_open boolean, state text, requires_email_verification boolean, wrong_answers_cost boolean, partial_credit boolean, link_full boolean)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, slug text, assessment uuid) LOOP
          RETURN QUERY SELECT call.place::integer, f.* FROM (SELECT 1) AS one
            LEFT JOIN find_landing(call.employer, call.slug, call.assessment) AS f ON true;
        END LOOP;
      END $function$;
GRANT EXECUTE ON FUNCTION find_landings(jsonb) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.find_standings(p_calls jsonb)
 RETURNS TABLE(place integer, role text, scopes text[])
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, session uuid, key uuid, idle interval) LOOP
          PERFORM set_config('assay.employer', call.employer::text, true);
          RETURN QUERY SELECT call.place::integer,
            (SELECT m.role FROM sessions s JOIN members m ON m.employer_id = s.employer_id AND m.id = s.member_id
              WHERE s.employer_id = call.employer AND s.id = call.session AND s.ended_at IS NULL AND s.expires_at > now()
                AND s.last_seen_at > now() - call.idle AND m.removed_at IS NULL),
            (SELECT k.scopes FROM api_keys k
              WHERE k.employer_id = call.employer AND k.id = call.key AND k.revoked_at IS NULL AND k.expires_at > now());
        END LOOP;
        PERFORM set_config('assay.employer', '', true);
      END $function$;
GRANT EXECUTE ON FUNCTION find_standings(jsonb) TO assay_app;

CREATE OR REPLACE FUNCTION assay.finish_attempt(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, p_reason text, p_ended_at timestamp with time zone, p_responses_sha256 bytea, p_key_count integer, p_submission_id uuid, p_points numeric, p_maximum_points numeric, p_percent numeric, p_passed boolean, p_items jsonb, p_version_hash text, p_event_id uuid, p_payload text, p_principal text, p_key_sha256 bytea, p_fingerprint bytea, OUT outcome text, OUT receipt text)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE
        ended constant timestamptz := coalesce(p_ended_at, date_trunc('milliseconds', now()));
        attempt attempts;
        responses text;
        received timestamptz;
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        IF p_key_sha256 IS NOT NULL AND NOT pg_try_advisory_xact_lock(
            hashtextextended(p_employer_id || '/' || p_principal || '/' || encode(p_key_sha256, 'hex'), 0)) THEN
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
        responses := 
          coalesce('[' || (SELECT string_agg(concat('{"questionId":"', s.item_id, '","response":', s.response, ',"clientSeq":',
              s.client_sequence, '}'), ',' ORDER BY s.item_id)
            FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id) || ']', '[]');
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
      END $function$;
GRANT EXECUTE ON FUNCTION finish_attempt(uuid,uuid,bytea,text,timestamp with time zone,bytea,integer,uuid,numeric,numeric,numeric,boolean,jsonb,text,uuid,text,text,bytea,bytea) TO assay_app;

CREATE OR REPLACE FUNCTION assay.finish_attempts(p_calls jsonb)
 RETURNS TABLE(place integer, outcome text, receipt text)
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
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
      END $function$;
GRANT EXECUTE ON FUNCTION finish_attempts(jsonb) TO assay_app;

CREATE OR REPLACE FUNCTION assay.is_canonical_email(value text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((octet_length(value) >= 3) AND (octet_length(value) <= 254)) AND ((value COLLATE "C") ~ '^[a-z0-9.!#$%&''*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)*$'::text));
GRANT EXECUTE ON FUNCTION is_canonical_email(text) TO assay_app;
GRANT EXECUTE ON FUNCTION is_canonical_email(text) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.is_plain_text(value text, maximum integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((char_length(value) <= maximum) AND (octet_length(value) <= (4 * maximum)) AND (value IS NFC NORMALIZED) AND (value !~ '[\x01-\x08\x0B-\x1F\x7F]'::text));
GRANT EXECUTE ON FUNCTION is_plain_text(text,integer) TO assay_app;
GRANT EXECUTE ON FUNCTION is_plain_text(text,integer) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.link_event()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
    DECLARE head event_heads;
    BEGIN
      SELECT * INTO head FROM event_heads WHERE employer_id = NEW.employer_id FOR NO KEY UPDATE;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'the employer has no journal'
          USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'events_linked', TABLE = 'events';
      END IF;
      NEW.sequence := head.sequence + 1;
      NEW.xid := greatest(head.xid, pg_current_xact_id());
      NEW.occurred_at := clock_timestamp();
      NEW.previous_hash := head.hash;
      NEW.hash := sha256('\x01'::bytea || uuid_send(NEW.employer_id) || int8send(NEW.sequence) || head.hash
        || convert_to(concat_ws(E'\n', NEW.id, NEW.type, extract(epoch FROM NEW.occurred_at)::text, NEW.actor_type,
             coalesce(NEW.actor_id::text, '-'), NEW.subject_type, NEW.subject_id, NEW.payload), 'UTF8'));
      UPDATE event_heads SET sequence = NEW.sequence, hash = NEW.hash, xid = NEW.xid WHERE employer_id = NEW.employer_id;
      RETURN NEW;
    END $function$;

CREATE OR REPLACE FUNCTION assay.link_places_taken(p_employer_id uuid, p_assessment_id uuid, p_most integer)
 RETURNS integer
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
        SELECT count(*)::integer FROM (SELECT FROM attempts WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
          AND invite_id IS NULL LIMIT p_most) AS taken
      $function$;
GRANT EXECUTE ON FUNCTION link_places_taken(uuid,uuid,integer) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.open_attempt(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea)
 RETURNS TABLE(version_id uuid, state text, due boolean, started_at timestamp with time zone, deadline_at timestamp with time zone, server_time timestamp with time zone, remaining_milliseconds bigint, answers text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true), set_config('assay.attempt', p_attempt_id::text, true);
        RETURN QUERY SELECT a.version_id, a.state,
            a.state = 'ending' OR a.state = 'in_progress' AND now() > a.deadline_at + attempt_grace(),
            a.started_at, a.deadline_at, clock_timestamp(),
            (extract(epoch FROM a.deadline_at - clock_timestamp()) * 1000)::bigint,
            (SELECT coalesce(json_agg(json_build_object('questionId', s.item_id, 'response', s.response, 'clientSeq', s.client_sequence,
                'savedAt', s.saved_at)), '[]')::text FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id)
          FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash;
      END $function$;
GRANT EXECUTE ON FUNCTION open_attempt(uuid,uuid,bytea) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.open_attempts(p_calls jsonb)
 RETURNS TABLE(place integer, version_id uuid, state text, due boolean, started_at timestamp with time zone, deadline_at timestamp with time zone, server_time timestamp with time zone, remaining_milliseconds bigint, answers text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, attempt uuid, token text) LOOP
          RETURN QUERY SELECT call.place::integer, f.* FROM (SELECT 1) AS one
            LEFT JOIN open_attempt(call.employer, call.attempt, decode(call.token, 'hex')) AS f ON true;
        END LOOP;
      END $function$;
GRANT EXECUTE ON FUNCTION open_attempts(jsonb) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.open_finish(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, p_principal text, p_key_sha256 bytea)
 RETURNS TABLE(key_locked boolean, reply_fingerprint bytea, reply_status smallint, reply_headers jsonb, reply_body text, assessment_id uuid, version_id uuid, deadline_at timestamp with time zone, state text, finish_reason text, ended_at timestamp with time zone, transaction_time timestamp with time zone, key_count integer, answers text)
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
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
        SELECT a.assessment_id, a.version_id, a.deadline_at, a.state, a.finish_reason, a.ended_at, now()
          INTO assessment_id, version_id, deadline_at, state, finish_reason, ended_at, transaction_time
          FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id FOR NO KEY UPDATE;
        IF NOT FOUND THEN RETURN; END IF;
        SELECT count(*) INTO key_count FROM answer_keys k WHERE k.employer_id = p_employer_id AND k.version_id = open_finish.version_id;
        answers := 
          coalesce('[' || (SELECT string_agg(concat('{"questionId":"', s.item_id, '","response":', s.response, ',"clientSeq":',
              s.client_sequence, '}'), ',' ORDER BY s.item_id)
            FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id) || ']', '[]');
        RETURN NEXT;
      END $function$;
GRANT EXECUTE ON FUNCTION open_finish(uuid,uuid,bytea,text,bytea) TO assay_app;

CREATE OR REPLACE FUNCTION assay.open_journal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        INSERT INTO event_heads (employer_id, sequence, hash) VALUES (NEW.employer_id, 0, sha256(uuid_send(NEW.employer_id)));
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION assay.read_attempt(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea)
 RETURNS TABLE(assessment_id uuid, version_id uuid, open boolean, asked_at bigint, answers text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT a.assessment_id, a.version_id,
            a.state = 'in_progress' AND NOT coalesce(now() > a.deadline_at + attempt_grace(), false),
            trunc(extract(epoch FROM now()) * 1000)::bigint, 
          coalesce('[' || (SELECT string_agg(concat('{"questionId":"', s.item_id, '","response":', s.response, ',"clientSeq":',
              s.client_sequence, '}'), ',' ORDER BY s.item_id)
            FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id) || ']', '[]')
          FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash;
      END $function$;
GRANT EXECUTE ON FUNCTION read_attempt(uuid,uuid,bytea) TO assay_app;

CREATE OR REPLACE FUNCTION assay.read_attempts(p_calls jsonb)
 RETURNS TABLE(place integer, found boolean, assessment_id uuid, version_id uuid, open boolean, asked_at bigint, answers text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, attempt uuid, token text) LOOP
          RETURN QUERY SELECT call.place::integer, r.version_id IS NOT NULL, r.* FROM (SELECT 1) AS one
            LEFT JOIN read_attempt(call.employer, call.attempt, decode(call.token, 'hex')) AS r ON true;
        END LOOP;
      END $function$;
GRANT EXECUTE ON FUNCTION read_attempts(jsonb) TO assay_app;

CREATE OR REPLACE FUNCTION assay.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = TG_TABLE_NAME || '_immutable', TABLE = TG_TABLE_NAME;
      END $function$;
GRANT EXECUTE ON FUNCTION refuse_change() TO assay_app;
GRANT EXECUTE ON FUNCTION refuse_change() TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.refuse_late_item()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        IF NOT EXISTS (SELECT 1 FROM versions WHERE employer_id = NEW.employer_id AND id = NEW.version_id
                        AND xid = pg_current_xact_id() AND published_at = now()) THEN
          RAISE EXCEPTION 'the version is sealed'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'items_sealed', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.reopen_attempt(p_employer_id uuid, p_attempt_id uuid, p_minutes integer, p_reason text, p_act_id uuid, p_actor_type text, p_actor_id uuid, OUT outcome text, OUT deadline_at timestamp with time zone, OUT submission_id uuid)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      #variable_conflict use_column
      DECLARE
        attempt attempts;
        revoked timestamptz;
      BEGIN
        SELECT i.revoked_at INTO revoked FROM invites i WHERE i.employer_id = p_employer_id AND i.id =
          (SELECT a.invite_id FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id) FOR SHARE;
        SELECT * INTO attempt FROM attempts a WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id FOR NO KEY UPDATE;
        IF attempt.state <> 'finished' THEN
          outcome := 'not_ended';
        ELSIF attempt.finish_reason <> 'deadline' THEN
          outcome := 'ended_otherwise';
        ELSIF revoked IS NOT NULL THEN
          outcome := 'revoked';
        ELSE
          outcome := 'reopened';
          deadline_at := date_trunc('milliseconds', now()) + make_interval(mins => p_minutes);
          SELECT s.id INTO submission_id FROM submissions s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id
            AND s.sitting = attempt.sitting;
          INSERT INTO attempt_time_changes (employer_id, attempt_id, revision, kind, act_id, minutes, reason, actor_type, actor_id,
              from_deadline_at, to_deadline_at)
            VALUES (p_employer_id, p_attempt_id, attempt.time_revision + 1, 'reopening', p_act_id, p_minutes, p_reason, p_actor_type,
              p_actor_id, attempt.deadline_at, deadline_at);
          INSERT INTO superseded_submissions (employer_id, submission_id, attempt_id, revision)
            VALUES (p_employer_id, submission_id, p_attempt_id, attempt.time_revision + 1);
          UPDATE attempts SET state = 'in_progress', finish_reason = NULL, ended_at = NULL, deadline_at = reopen_attempt.deadline_at,
              sitting = sitting + 1, time_revision = time_revision + 1
            WHERE employer_id = p_employer_id AND id = p_attempt_id;
        END IF;
      END $function$;
GRANT EXECUTE ON FUNCTION reopen_attempt(uuid,uuid,integer,text,uuid,text,uuid) TO assay_app;

CREATE OR REPLACE FUNCTION assay.require_owner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      BEGIN
        PERFORM 1 FROM employers WHERE employer_id = OLD.employer_id FOR NO KEY UPDATE;
        IF NOT EXISTS (SELECT 1 FROM members WHERE employer_id = OLD.employer_id AND role = 'owner' AND removed_at IS NULL) THEN
          RAISE EXCEPTION 'an employer needs an owner'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'members_owner_required', TABLE = 'members';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION assay.save_answer(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, p_item_id uuid, p_response jsonb, p_client_sequence bigint, p_writer integer, OUT outcome text, OUT client_sequence bigint, OUT saved_milliseconds bigint, OUT remaining_milliseconds bigint)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      #variable_conflict use_column
      DECLARE attempt attempts;
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        -- Most saves replace an answer. Trying the UPDATE first, with the token in it, is one statement, and runs the trigger,
        -- with its lock, once instead of twice.
        UPDATE answers AS stored SET response = p_response, client_sequence = p_client_sequence
          FROM attempts a
          WHERE a.employer_id = p_employer_id AND a.id = p_attempt_id AND a.token_hash = p_token_hash
            AND (p_writer IS NULL OR a.writer = p_writer)
            AND stored.employer_id = p_employer_id AND stored.attempt_id = p_attempt_id AND stored.item_id = p_item_id
            AND stored.client_sequence < p_client_sequence
          RETURNING 'saved', stored.client_sequence, trunc(extract(epoch FROM stored.saved_at) * 1000)::bigint, trunc(extract(epoch FROM a.deadline_at - clock_timestamp()) * 1000)::bigint
          INTO outcome, client_sequence, saved_milliseconds, remaining_milliseconds;
        IF FOUND THEN RETURN; END IF;
        SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND id = p_attempt_id AND token_hash = p_token_hash;
        IF NOT FOUND THEN outcome := 'unknown_token'; RETURN; END IF;
        IF attempt.writer <> p_writer THEN outcome := 'open_elsewhere'; RETURN; END IF;
        INSERT INTO answers AS stored (employer_id, attempt_id, item_id, version_id, response, client_sequence)
          VALUES (p_employer_id, p_attempt_id, p_item_id, attempt.version_id, p_response, p_client_sequence)
          ON CONFLICT (employer_id, attempt_id, item_id) DO UPDATE
            SET response = excluded.response, client_sequence = excluded.client_sequence
            WHERE stored.client_sequence < excluded.client_sequence
          RETURNING 'saved', stored.client_sequence, trunc(extract(epoch FROM stored.saved_at) * 1000)::bigint INTO outcome, client_sequence, saved_milliseconds;
        IF NOT FOUND THEN
          SELECT 'stale', s.client_sequence, trunc(extract(epoch FROM s.saved_at) * 1000)::bigint INTO outcome, client_sequence, saved_milliseconds
            FROM answers s WHERE s.employer_id = p_employer_id AND s.attempt_id = p_attempt_id AND s.item_id = p_item_id;
        END IF;
        remaining_milliseconds := trunc(extract(epoch FROM attempt.deadline_at - clock_timestamp()) * 1000)::bigint;
      END $function$;
GRANT EXECUTE ON FUNCTION save_answer(uuid,uuid,bytea,uuid,jsonb,bigint,integer) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.save_answers(p_calls jsonb)
 RETURNS TABLE(place integer, outcome text, client_sequence bigint, saved_milliseconds bigint, remaining_milliseconds bigint)
 LANGUAGE plpgsql
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE call record;
      BEGIN
        IF jsonb_array_length(p_calls) > 1 THEN PERFORM set_config('lock_timeout', '250', true); END IF;
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, attempt uuid, token text, item uuid, response jsonb, sequence bigint, writer integer)
            ORDER BY c.employer, c.attempt, c.item, o.place LOOP
          RETURN QUERY SELECT call.place::integer, s.* FROM save_answer(call.employer, call.attempt, decode(call.token, 'hex'),
            call.item, coalesce(call.response, 'null'), call.sequence, call.writer) AS s;
        END LOOP;
      END $function$;
GRANT EXECUTE ON FUNCTION save_answers(jsonb) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.set_attempt_times()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE policy versions; invite invites;
      BEGIN
        SELECT * INTO policy FROM versions WHERE employer_id = NEW.employer_id AND id = NEW.version_id;
        IF NEW.invite_id IS NOT NULL THEN
          SELECT * INTO invite FROM invites WHERE employer_id = NEW.employer_id AND id = NEW.invite_id;
        END IF;
        NEW.started_at := date_trunc('milliseconds', now());
        NEW.deadline_at := least(NEW.started_at + make_interval(secs => ceil(policy.time_limit_minutes * 60 * (100 + coalesce(invite.extra_time_percent, 0)) / 100.0))
            + make_interval(mins => coalesce(invite.extra_minutes, 0)), date_trunc('milliseconds', policy.closes_at));
        NEW.state := 'in_progress';
        NEW.finish_reason := NULL;
        NEW.ended_at := NULL;
        NEW.sitting := 1;
        NEW.time_revision := 0;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION assay.start_attempt(p_employer_id uuid, p_assessment_id uuid, p_invite_hash bytea, p_email_canonical text, p_email text, p_name text, p_secret_hash bytea, p_candidate_id uuid, p_attempt_id uuid, p_event_id uuid, p_code_macs bytea[] DEFAULT NULL::bytea[])
 RETURNS TABLE(outcome text, attempt_id uuid, tries_left integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      DECLARE
        assessment assessments;
        version versions;
        invite invites;
        attempt attempts;
        candidate uuid;
        code one_time_codes;
        proven boolean := false;
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        SELECT * INTO assessment FROM assessments WHERE employer_id = p_employer_id AND id = p_assessment_id FOR SHARE;
        IF NOT FOUND THEN RETURN QUERY SELECT 'not_found', NULL::uuid, NULL::integer; RETURN; END IF;

        IF p_invite_hash IS NOT NULL THEN
          SELECT * INTO invite FROM invites WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND token_hash = p_invite_hash FOR NO KEY UPDATE;
          IF NOT FOUND THEN RETURN QUERY SELECT 'not_found', NULL::uuid, NULL::integer; RETURN; END IF;
          p_email_canonical := invite.email_canonical;
          p_email := invite.email;
          p_name := coalesce(nullif(invite.name, ''), p_name);
        END IF;

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

        SELECT c.id INTO candidate FROM candidates c WHERE c.employer_id = p_employer_id AND c.email_canonical = p_email_canonical;
        IF candidate IS NOT NULL THEN
          SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND candidate_id = candidate FOR NO KEY UPDATE;
        END IF;
        IF attempt.id IS NULL THEN
          IF invite.id IS NOT NULL AND (invite.revoked_at IS NOT NULL OR invite.expires_at <= now()) THEN
            RETURN QUERY SELECT 'invite_gone', NULL::uuid, NULL::integer; RETURN;
          END IF;
          IF assessment.status <> 'active' OR invite.id IS NULL AND NOT assessment.link_open THEN
            RETURN QUERY SELECT 'closed', NULL::uuid, NULL::integer; RETURN;
          END IF;
          SELECT * INTO version FROM versions WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND number = assessment.latest_version_number;
          IF version.opens_at > now() THEN RETURN QUERY SELECT 'not_open_yet', NULL::uuid, NULL::integer; RETURN; END IF;
          IF version.closes_at <= now() THEN RETURN QUERY SELECT 'closed', NULL::uuid, NULL::integer; RETURN; END IF;

          INSERT INTO candidates (employer_id, id, email_canonical, email, name)
            VALUES (p_employer_id, p_candidate_id, p_email_canonical, p_email, p_name)
            ON CONFLICT (employer_id, email_canonical) DO NOTHING;
          SELECT c.id INTO candidate FROM candidates c WHERE c.employer_id = p_employer_id AND c.email_canonical = p_email_canonical;
          INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, invite_id, token_hash)
            VALUES (p_employer_id, p_attempt_id, p_assessment_id, version.id, candidate, invite.id, p_secret_hash)
            ON CONFLICT (employer_id, assessment_id, candidate_id) DO NOTHING;
          IF FOUND THEN
        IF proven THEN
          UPDATE one_time_codes SET used_at = clock_timestamp() WHERE employer_id = p_employer_id AND id = code.id;
        END IF;
            INSERT INTO events (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload)
              VALUES (p_employer_id, p_event_id, 'attempt.started', 'candidate', candidate, 'attempt', p_attempt_id,
                json_build_object('assessmentId', p_assessment_id, 'versionNumber', version.number, 'inviteId', invite.id)::text);
            RETURN QUERY SELECT 'started', p_attempt_id, NULL::integer; RETURN;
          END IF;
          -- A twin that started at the same moment has just committed: meet its attempt.
          SELECT * INTO attempt FROM attempts WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
            AND candidate_id = candidate FOR NO KEY UPDATE;
        END IF;

        IF attempt.token_hash <> p_secret_hash THEN
          IF invite.id IS NOT NULL AND (invite.revoked_at IS NOT NULL OR invite.expires_at <= now()) THEN
            RETURN QUERY SELECT 'invite_gone', NULL::uuid, NULL::integer; RETURN;
          END IF;
          IF invite.id IS NULL AND NOT proven THEN
            RETURN QUERY SELECT 'open_elsewhere', NULL::uuid, NULL::integer; RETURN;
          END IF;
          UPDATE attempts SET token_hash = p_secret_hash, invite_id = coalesce(invite.id, attempt.invite_id)
            WHERE employer_id = p_employer_id AND id = attempt.id AND state = 'in_progress';
        END IF;
        IF proven THEN
          UPDATE one_time_codes SET used_at = clock_timestamp() WHERE employer_id = p_employer_id AND id = code.id;
        END IF;
        RETURN QUERY SELECT CASE WHEN attempt.state = 'in_progress' THEN 'resumed' ELSE 'ended' END, attempt.id, NULL::integer;
      END $function$;
GRANT EXECUTE ON FUNCTION start_attempt(uuid,uuid,bytea,text,text,text,bytea,uuid,uuid,uuid,bytea[]) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.take_attempt_over(p_employer_id uuid, p_attempt_id uuid, p_token_hash bytea, OUT outcome text, OUT writer integer)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
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
      END $function$;
GRANT EXECUTE ON FUNCTION take_attempt_over(uuid,uuid,bytea) TO assay_candidate;

CREATE OR REPLACE FUNCTION assay.watch_attempts(p_employers uuid[], p_attempts uuid[], p_token_hashes bytea[])
 RETURNS TABLE(place integer, state text, finish_reason text, time_revision integer, deadline_at timestamp with time zone, server_time timestamp with time zone, remaining_milliseconds bigint, may_run_again boolean, writer integer)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'assay', 'pg_temp'
AS $function$
      #variable_conflict use_column
      DECLARE watched record;
      BEGIN
        FOR watched IN SELECT w.employer_id, array_agg(w.attempt_id) AS attempts, array_agg(w.token_hash) AS token_hashes,
            array_agg(w.place::integer) AS places
            FROM unnest(p_employers, p_attempts, p_token_hashes) WITH ORDINALITY AS w (employer_id, attempt_id, token_hash, place)
            GROUP BY w.employer_id LOOP
          PERFORM set_config('assay.employer', watched.employer_id::text, true);
          RETURN QUERY SELECT w.place, a.state, a.finish_reason, a.time_revision, a.deadline_at::timestamptz, clock_timestamp(),
              trunc(extract(epoch FROM a.deadline_at - clock_timestamp()) * 1000)::bigint,
              a.finish_reason = 'deadline' AND a.ended_at > now() - interval '10 minutes', a.writer
            FROM unnest(watched.attempts, watched.token_hashes, watched.places) AS w (attempt_id, token_hash, place)
            JOIN attempts a ON a.employer_id = watched.employer_id AND a.id = w.attempt_id AND a.token_hash = w.token_hash;
        END LOOP;
      END $function$;
GRANT EXECUTE ON FUNCTION watch_attempts(uuid[],uuid[],bytea[]) TO assay_candidate;


CREATE SEQUENCE migrations_id_seq;

CREATE TABLE active_slots (
  employer_id uuid NOT NULL,
  slot smallint NOT NULL,
  CONSTRAINT active_slots_pkey PRIMARY KEY (employer_id, slot),
  CONSTRAINT active_slots_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT active_slots_slot_check CHECK (((slot >= 1) AND (slot <= 1000)))
);
ALTER TABLE active_slots ENABLE ROW LEVEL SECURITY;
ALTER TABLE active_slots FORCE ROW LEVEL SECURITY;
CREATE POLICY active_slots_tenant ON active_slots AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT INSERT, SELECT ON active_slots TO assay_app;

CREATE TABLE answer_keys (
  employer_id uuid NOT NULL,
  version_id uuid NOT NULL,
  item_id uuid NOT NULL,
  revision integer NOT NULL,
  key jsonb NOT NULL,
  explanation text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT answer_keys_pkey PRIMARY KEY (employer_id, version_id, item_id, revision),
  CONSTRAINT answer_keys_item_id_fkey FOREIGN KEY (employer_id, version_id, item_id) REFERENCES items(employer_id, version_id, id),
  CONSTRAINT answer_keys_revision_check CHECK ((revision >= 1))
);
ALTER TABLE answer_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE answer_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY answer_keys_tenant ON answer_keys AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER answer_keys_immutable BEFORE DELETE OR UPDATE ON assay.answer_keys FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE answer_keys ENABLE ALWAYS TRIGGER answer_keys_immutable;
CREATE TRIGGER answer_keys_immutable_truncate BEFORE TRUNCATE ON assay.answer_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE answer_keys ENABLE ALWAYS TRIGGER answer_keys_immutable_truncate;
CREATE TRIGGER answer_keys_revision_step BEFORE INSERT ON assay.answer_keys FOR EACH ROW EXECUTE FUNCTION check_key_revision();
ALTER TABLE answer_keys ENABLE ALWAYS TRIGGER answer_keys_revision_step;
GRANT SELECT ON answer_keys TO assay_app;
GRANT INSERT (employer_id, version_id, item_id, revision, key, explanation) ON answer_keys TO assay_app;

CREATE TABLE answers (
  employer_id uuid NOT NULL,
  attempt_id uuid NOT NULL,
  item_id uuid NOT NULL,
  version_id uuid NOT NULL,
  response jsonb NOT NULL,
  client_sequence bigint NOT NULL,
  saved_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  CONSTRAINT answers_pkey PRIMARY KEY (employer_id, attempt_id, item_id),
  CONSTRAINT answers_attempt_id_fkey FOREIGN KEY (employer_id, attempt_id, version_id) REFERENCES attempts(employer_id, id, version_id),
  CONSTRAINT answers_item_id_fkey FOREIGN KEY (employer_id, version_id, item_id) REFERENCES items(employer_id, version_id, id),
  CONSTRAINT answers_client_sequence_check CHECK (((client_sequence >= 1) AND (client_sequence <= '9007199254740991'::bigint))),
  CONSTRAINT answers_response_check CHECK ((octet_length((response)::text) <= 16384))
);
ALTER TABLE answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE answers FORCE ROW LEVEL SECURITY;
CREATE INDEX answers_item_id_idx ON assay.answers USING btree (employer_id, version_id, item_id);
CREATE POLICY answers_own ON answers AS RESTRICTIVE FOR ALL TO assay_candidate
  USING ((attempt_id = (NULLIF(current_setting('assay.attempt'::text, true), ''::text))::uuid));
CREATE POLICY answers_tenant ON answers AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER answers_attempt_open BEFORE INSERT OR UPDATE ON assay.answers FOR EACH ROW EXECUTE FUNCTION check_answer();
ALTER TABLE answers ENABLE ALWAYS TRIGGER answers_attempt_open;
GRANT SELECT ON answers TO assay_app;
GRANT SELECT (employer_id, attempt_id, item_id, response, client_sequence, saved_at) ON answers TO assay_candidate;

CREATE TABLE api_keys (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  token_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  created_by uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CONSTRAINT api_keys_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT api_keys_token_hash_key UNIQUE (employer_id, token_hash),
  CONSTRAINT api_keys_created_by_fkey FOREIGN KEY (employer_id, created_by) REFERENCES members(employer_id, id),
  CONSTRAINT api_keys_name_check CHECK ((is_plain_text(name, 100) AND (btrim(name) <> ''::text))),
  CONSTRAINT api_keys_scopes_check CHECK ((((cardinality(scopes) >= 1) AND (cardinality(scopes) <= 20)) AND (scopes <@ ARRAY['assessments:read'::text, 'assessments:write'::text, 'invites:read'::text, 'invites:write'::text, 'results:read'::text, 'events:read'::text, 'webhooks:read'::text, 'webhooks:write'::text]))),
  CONSTRAINT api_keys_token_hash_check CHECK ((octet_length(token_hash) = 32))
);
ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
CREATE INDEX api_keys_created_by_idx ON assay.api_keys USING btree (employer_id, created_by);
CREATE POLICY api_keys_tenant ON api_keys AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT INSERT, SELECT ON api_keys TO assay_app;
GRANT UPDATE (last_used_at, revoked_at) ON api_keys TO assay_app;

CREATE TABLE assessments (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  title text NOT NULL,
  description text DEFAULT ''::text NOT NULL,
  time_limit_minutes integer,
  pass_mark_percent numeric(5,2),
  opens_at timestamp with time zone,
  closes_at timestamp with time zone,
  shuffle_questions boolean DEFAULT false NOT NULL,
  shuffle_options boolean DEFAULT false NOT NULL,
  review_policy text DEFAULT 'score'::text NOT NULL,
  status text DEFAULT 'draft'::text NOT NULL,
  active_slot smallint,
  slug text COLLATE "C" NOT NULL,
  link_open boolean DEFAULT true NOT NULL,
  latest_version_number integer DEFAULT 0 NOT NULL,
  questions_revision bigint DEFAULT 1 NOT NULL,
  closed_at timestamp with time zone,
  deleted_at timestamp with time zone,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  revision bigint DEFAULT 1 NOT NULL,
  language text DEFAULT 'en'::text NOT NULL,
  require_email_verification boolean DEFAULT false NOT NULL,
  presentation text DEFAULT 'one_by_one'::text NOT NULL,
  link_capacity integer,
  CONSTRAINT assessments_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT assessments_active_slot_key UNIQUE (employer_id, active_slot),
  CONSTRAINT assessments_slug_key UNIQUE (employer_id, slug),
  CONSTRAINT assessments_active_slot_fkey FOREIGN KEY (employer_id, active_slot) REFERENCES active_slots(employer_id, slot),
  CONSTRAINT assessments_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT assessments_active_slot_check CHECK (((status = 'active'::text) = (active_slot IS NOT NULL))),
  CONSTRAINT assessments_closes_at_check CHECK ((closes_at > opens_at)),
  CONSTRAINT assessments_deleted_at_check CHECK (((deleted_at IS NULL) OR ((status = 'draft'::text) AND (latest_version_number = 0)))),
  CONSTRAINT assessments_description_check CHECK (is_plain_text(description, 10000)),
  CONSTRAINT assessments_language_check CHECK ((language = ANY (ARRAY['en'::text, 'pl'::text]))),
  CONSTRAINT assessments_latest_version_number_check CHECK ((latest_version_number >= 0)),
  CONSTRAINT assessments_link_capacity_check CHECK (((link_capacity >= 1) AND (link_capacity <= 1000000))),
  CONSTRAINT assessments_pass_mark_percent_check CHECK (((pass_mark_percent >= (0)::numeric) AND (pass_mark_percent <= (100)::numeric))),
  CONSTRAINT assessments_presentation_check CHECK ((presentation = ANY (ARRAY['one_by_one'::text, 'all'::text]))),
  CONSTRAINT assessments_review_policy_check CHECK ((review_policy = ANY (ARRAY['none'::text, 'score'::text, 'outcomes'::text]))),
  CONSTRAINT assessments_slug_check CHECK ((slug ~ '^[A-Za-z0-9_-]{43}$'::text)),
  CONSTRAINT assessments_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'closed'::text, 'archived'::text]))),
  CONSTRAINT assessments_time_limit_minutes_check CHECK (((time_limit_minutes >= 1) AND (time_limit_minutes <= 1440))),
  CONSTRAINT assessments_title_check CHECK ((is_plain_text(title, 200) AND (btrim(title) <> ''::text)))
);
ALTER TABLE assessments ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessments FORCE ROW LEVEL SECURITY;
CREATE INDEX assessments_created_at_idx ON assay.assessments USING btree (employer_id, created_at, id);
CREATE POLICY assessments_tenant ON assessments AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER assessments_revision BEFORE UPDATE ON assay.assessments FOR EACH ROW EXECUTE FUNCTION advance_revision();
ALTER TABLE assessments ENABLE ALWAYS TRIGGER assessments_revision;
CREATE TRIGGER assessments_status_transition BEFORE UPDATE ON assay.assessments FOR EACH ROW EXECUTE FUNCTION check_assessment_status();
ALTER TABLE assessments ENABLE ALWAYS TRIGGER assessments_status_transition;
GRANT SELECT ON assessments TO assay_app;
GRANT INSERT (employer_id, id, title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at, shuffle_questions, shuffle_options, review_policy, slug, language, require_email_verification, presentation, link_capacity) ON assessments TO assay_app;
GRANT SELECT (employer_id, id, status, slug, link_open, latest_version_number, require_email_verification, link_capacity) ON assessments TO assay_candidate;
GRANT UPDATE (title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at, shuffle_questions, shuffle_options, review_policy, status, active_slot, slug, link_open, latest_version_number, questions_revision, closed_at, deleted_at, updated_at, language, require_email_verification, presentation, link_capacity) ON assessments TO assay_app;

CREATE TABLE attempt_time_changes (
  employer_id uuid NOT NULL,
  attempt_id uuid NOT NULL,
  revision integer NOT NULL,
  kind text NOT NULL,
  act_id uuid NOT NULL,
  minutes integer NOT NULL,
  reason text NOT NULL,
  actor_type text NOT NULL,
  actor_id uuid NOT NULL,
  from_deadline_at timestamp(3) with time zone NOT NULL,
  to_deadline_at timestamp(3) with time zone NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT attempt_time_changes_pkey PRIMARY KEY (employer_id, attempt_id, revision),
  CONSTRAINT attempt_time_changes_attempt_id_fkey FOREIGN KEY (employer_id, attempt_id) REFERENCES attempts(employer_id, id),
  CONSTRAINT attempt_time_changes_actor_type_check CHECK ((actor_type = ANY (ARRAY['member'::text, 'api_key'::text]))),
  CONSTRAINT attempt_time_changes_kind_check CHECK ((kind = ANY (ARRAY['extension'::text, 'reopening'::text]))),
  CONSTRAINT attempt_time_changes_minutes_check CHECK (((minutes >= 1) AND (minutes <= 1440))),
  CONSTRAINT attempt_time_changes_reason_check CHECK ((is_plain_text(reason, 500) AND (reason ~ '\S'::text))),
  CONSTRAINT attempt_time_changes_revision_check CHECK ((revision >= 1)),
  CONSTRAINT attempt_time_changes_to_deadline_at_check CHECK ((to_deadline_at > from_deadline_at))
);
ALTER TABLE attempt_time_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempt_time_changes FORCE ROW LEVEL SECURITY;
CREATE POLICY attempt_time_changes_tenant ON attempt_time_changes AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER attempt_time_changes_immutable BEFORE DELETE OR UPDATE ON assay.attempt_time_changes FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE attempt_time_changes ENABLE ALWAYS TRIGGER attempt_time_changes_immutable;
CREATE TRIGGER attempt_time_changes_immutable_truncate BEFORE TRUNCATE ON assay.attempt_time_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE attempt_time_changes ENABLE ALWAYS TRIGGER attempt_time_changes_immutable_truncate;
GRANT SELECT ON attempt_time_changes TO assay_app;

CREATE TABLE attempts (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  assessment_id uuid NOT NULL,
  version_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  invite_id uuid,
  token_hash bytea NOT NULL,
  started_at timestamp(3) with time zone DEFAULT now() NOT NULL,
  deadline_at timestamp(3) with time zone,
  state text DEFAULT 'in_progress'::text NOT NULL,
  finish_reason text,
  ended_at timestamp(3) with time zone,
  sitting integer DEFAULT 1 NOT NULL,
  time_revision integer DEFAULT 0 NOT NULL,
  writer integer DEFAULT 0 NOT NULL,
  CONSTRAINT attempts_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT attempts_candidate_id_key UNIQUE (employer_id, assessment_id, candidate_id),
  CONSTRAINT attempts_identity_key UNIQUE (employer_id, id, assessment_id, version_id, candidate_id),
  CONSTRAINT attempts_version_id_key UNIQUE (employer_id, id, version_id),
  CONSTRAINT attempts_candidate_id_fkey FOREIGN KEY (employer_id, candidate_id) REFERENCES candidates(employer_id, id),
  CONSTRAINT attempts_invite_id_fkey FOREIGN KEY (employer_id, invite_id) REFERENCES invites(employer_id, id),
  CONSTRAINT attempts_version_id_fkey FOREIGN KEY (employer_id, version_id, assessment_id) REFERENCES versions(employer_id, id, assessment_id),
  CONSTRAINT attempts_ended_at_check CHECK ((((state = 'in_progress'::text) = (ended_at IS NULL)) AND ((ended_at IS NULL) = (finish_reason IS NULL)) AND (ended_at >= started_at))),
  CONSTRAINT attempts_finish_reason_check CHECK ((finish_reason = ANY (ARRAY['submitted'::text, 'deadline'::text, 'closed'::text, 'revoked'::text, 'ended'::text]))),
  CONSTRAINT attempts_state_check CHECK ((state = ANY (ARRAY['in_progress'::text, 'ending'::text, 'finished'::text]))),
  CONSTRAINT attempts_token_hash_check CHECK ((octet_length(token_hash) = 32))
);
ALTER TABLE attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE attempts FORCE ROW LEVEL SECURITY;
CREATE INDEX attempts_candidate_id_idx ON assay.attempts USING btree (employer_id, candidate_id);
CREATE INDEX attempts_deadline_at_idx ON assay.attempts USING btree (deadline_at) WHERE (state = 'in_progress'::text);
CREATE INDEX attempts_ending_idx ON assay.attempts USING btree (ended_at) WHERE (state = 'ending'::text);
CREATE INDEX attempts_invite_id_idx ON assay.attempts USING btree (employer_id, invite_id);
CREATE INDEX attempts_running_idx ON assay.attempts USING btree (employer_id, assessment_id, started_at, id) WHERE (state <> 'finished'::text);
CREATE INDEX attempts_version_id_idx ON assay.attempts USING btree (employer_id, version_id, assessment_id, id);
CREATE POLICY attempts_due ON attempts AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) = 'on'::text) AND ((state = 'ending'::text) OR ((state = 'in_progress'::text) AND (deadline_at < now())))));
CREATE POLICY attempts_own ON attempts AS RESTRICTIVE FOR ALL TO assay_candidate
  USING ((id = (NULLIF(current_setting('assay.attempt'::text, true), ''::text))::uuid));
CREATE POLICY attempts_tenant ON attempts AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER attempts_fixed BEFORE UPDATE ON assay.attempts FOR EACH ROW EXECUTE FUNCTION check_attempt_change();
ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_fixed;
CREATE TRIGGER attempts_link_capacity BEFORE INSERT ON assay.attempts FOR EACH ROW WHEN ((new.invite_id IS NULL)) EXECUTE FUNCTION check_link_capacity();
ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_link_capacity;
CREATE TRIGGER attempts_times BEFORE INSERT ON assay.attempts FOR EACH ROW EXECUTE FUNCTION set_attempt_times();
ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_times;
GRANT SELECT ON attempts TO assay_app;
GRANT SELECT (employer_id, id, assessment_id, version_id, token_hash, started_at, deadline_at, state, finish_reason, ended_at, sitting, writer) ON attempts TO assay_candidate;
GRANT UPDATE (state, finish_reason, ended_at) ON attempts TO assay_app;

CREATE TABLE candidates (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  email_canonical text COLLATE "C" NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT candidates_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT candidates_email_canonical_key UNIQUE (employer_id, email_canonical),
  CONSTRAINT candidates_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT candidates_email_canonical_check CHECK (is_canonical_email(email_canonical)),
  CONSTRAINT candidates_email_check CHECK (is_plain_text(email, 254)),
  CONSTRAINT candidates_name_check CHECK (is_plain_text(name, 200))
);
ALTER TABLE candidates ENABLE ROW LEVEL SECURITY;
ALTER TABLE candidates FORCE ROW LEVEL SECURITY;
CREATE INDEX candidates_name_idx ON assay.candidates USING btree (employer_id, name COLLATE "und-x-icu", id);
CREATE POLICY candidates_tenant ON candidates AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT SELECT ON candidates TO assay_app;

CREATE TABLE employers (
  employer_id uuid NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT employers_pkey PRIMARY KEY (employer_id),
  CONSTRAINT employers_name_check CHECK ((is_plain_text(name, 200) AND (btrim(name) <> ''::text)))
);
ALTER TABLE employers ENABLE ROW LEVEL SECURITY;
ALTER TABLE employers FORCE ROW LEVEL SECURITY;
CREATE POLICY employers_of_person ON employers AS PERMISSIVE FOR SELECT TO assay_app
  USING ((EXISTS ( SELECT 1
   FROM members m
  WHERE ((m.employer_id = employers.employer_id) AND (m.person_id = (NULLIF(current_setting('assay.person'::text, true), ''::text))::uuid)))));
CREATE POLICY employers_tenant ON employers AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER employers_open_journal AFTER INSERT ON assay.employers FOR EACH ROW EXECUTE FUNCTION open_journal();
ALTER TABLE employers ENABLE TRIGGER employers_open_journal;
GRANT INSERT, SELECT ON employers TO assay_app;
GRANT SELECT (employer_id, name) ON employers TO assay_candidate;
GRANT UPDATE (name) ON employers TO assay_app;

CREATE TABLE event_cursors (
  consumer text NOT NULL,
  after_xid xid8 NOT NULL,
  after_employer uuid NOT NULL,
  after_sequence bigint NOT NULL,
  moved_at timestamp with time zone DEFAULT now() NOT NULL,
  outside_position text,
  CONSTRAINT event_cursors_pkey PRIMARY KEY (consumer),
  CONSTRAINT event_cursors_after_sequence_check CHECK ((after_sequence >= 0)),
  CONSTRAINT event_cursors_consumer_check CHECK (((octet_length(consumer) <= 60) AND (consumer ~ '^[a-z]+(_[a-z]+)*$'::text))),
  CONSTRAINT event_cursors_outside_position_check CHECK (((octet_length(outside_position) >= 1) AND (octet_length(outside_position) <= 100)))
);
GRANT INSERT, SELECT ON event_cursors TO assay_app;
GRANT UPDATE (after_xid, after_employer, after_sequence, moved_at, outside_position) ON event_cursors TO assay_app;

CREATE TABLE event_heads (
  employer_id uuid NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  CONSTRAINT event_heads_pkey PRIMARY KEY (employer_id),
  CONSTRAINT event_heads_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT event_heads_hash_check CHECK ((octet_length(hash) = 32)),
  CONSTRAINT event_heads_sequence_check CHECK ((sequence >= 0))
);
ALTER TABLE event_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY event_heads_followed ON event_heads AS PERMISSIVE FOR SELECT TO assay_app
  USING ((current_setting('assay.sweep'::text, true) <> ''::text));
CREATE POLICY event_heads_tenant ON event_heads AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT SELECT (employer_id, sequence) ON event_heads TO assay_app;

CREATE TABLE event_inbox (
  employer_id uuid NOT NULL,
  consumer text NOT NULL,
  event_id uuid NOT NULL,
  received_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT event_inbox_pkey PRIMARY KEY (employer_id, consumer, event_id),
  CONSTRAINT event_inbox_event_id_fkey FOREIGN KEY (employer_id, event_id) REFERENCES events(employer_id, id),
  CONSTRAINT event_inbox_consumer_check CHECK (((octet_length(consumer) <= 60) AND (consumer ~ '^[a-z]+(_[a-z]+)*$'::text)))
);
ALTER TABLE event_inbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_inbox FORCE ROW LEVEL SECURITY;
CREATE INDEX event_inbox_event_id_idx ON assay.event_inbox USING btree (employer_id, event_id);
CREATE INDEX event_inbox_received_at_idx ON assay.event_inbox USING btree (received_at);
CREATE POLICY event_inbox_old ON event_inbox AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (received_at < (now() - '7 days'::interval))));
CREATE POLICY event_inbox_old_seen ON event_inbox AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (received_at < (now() - '7 days'::interval))));
CREATE POLICY event_inbox_tenant ON event_inbox AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, INSERT, SELECT ON event_inbox TO assay_app;

CREATE TABLE events (
  employer_id uuid NOT NULL,
  sequence bigint NOT NULL,
  id uuid NOT NULL,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  type text NOT NULL,
  occurred_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  actor_type text NOT NULL,
  actor_id uuid,
  subject_type text NOT NULL,
  subject_id uuid NOT NULL,
  payload text NOT NULL,
  previous_hash bytea NOT NULL,
  hash bytea NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (employer_id, sequence),
  CONSTRAINT events_id_key UNIQUE (employer_id, id),
  CONSTRAINT events_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES event_heads(employer_id),
  CONSTRAINT events_actor_type_check CHECK ((actor_type = ANY (ARRAY['member'::text, 'api_key'::text, 'candidate'::text, 'system'::text]))),
  CONSTRAINT events_payload_check CHECK (((octet_length(payload) <= 20480) AND (payload IS JSON OBJECT))),
  CONSTRAINT events_subject_type_check CHECK ((subject_type ~ '^[a-z]+(_[a-z]+)*$'::text)),
  CONSTRAINT events_type_check CHECK ((type ~ '^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$'::text))
);
ALTER TABLE events ENABLE ROW LEVEL SECURITY;
ALTER TABLE events FORCE ROW LEVEL SECURITY;
CREATE INDEX events_xid_idx ON assay.events USING btree (xid, employer_id, sequence);
CREATE POLICY events_followed ON events AS PERMISSIVE FOR SELECT TO assay_app
  USING ((current_setting('assay.sweep'::text, true) <> ''::text));
CREATE POLICY events_tenant ON events AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER events_immutable BEFORE DELETE OR UPDATE ON assay.events FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE events ENABLE ALWAYS TRIGGER events_immutable;
CREATE TRIGGER events_immutable_truncate BEFORE TRUNCATE ON assay.events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE events ENABLE ALWAYS TRIGGER events_immutable_truncate;
CREATE TRIGGER events_linked BEFORE INSERT ON assay.events FOR EACH ROW EXECUTE FUNCTION link_event();
ALTER TABLE events ENABLE ALWAYS TRIGGER events_linked;
GRANT SELECT ON events TO assay_app;
GRANT INSERT (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload) ON events TO assay_app;

CREATE TABLE idempotency_keys (
  employer_id uuid NOT NULL,
  principal text COLLATE "C" NOT NULL,
  key_sha256 bytea NOT NULL,
  fingerprint bytea NOT NULL,
  status smallint NOT NULL,
  headers jsonb NOT NULL,
  body text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (employer_id, principal, key_sha256),
  CONSTRAINT idempotency_keys_body_check CHECK ((octet_length(body) <= 1048576)),
  CONSTRAINT idempotency_keys_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
  CONSTRAINT idempotency_keys_key_sha256_check CHECK ((octet_length(key_sha256) = 32)),
  CONSTRAINT idempotency_keys_principal_check CHECK (((octet_length(principal) >= 1) AND (octet_length(principal) <= 100))),
  CONSTRAINT idempotency_keys_status_check CHECK (((status >= 200) AND (status <= 299)))
);
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
CREATE INDEX idempotency_keys_created_at_idx ON assay.idempotency_keys USING btree (created_at);
CREATE POLICY idempotency_keys_expired ON idempotency_keys AS PERMISSIVE FOR ALL TO assay_app
  USING (((current_setting('assay.sweep'::text, true) = 'on'::text) AND (created_at < (now() - '24:00:00'::interval))));
CREATE POLICY idempotency_keys_tenant ON idempotency_keys AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, INSERT, SELECT ON idempotency_keys TO assay_app;

CREATE TABLE import_events (
  employer_id uuid NOT NULL,
  import_id uuid NOT NULL,
  sequence integer NOT NULL,
  type text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT import_events_pkey PRIMARY KEY (employer_id, import_id, sequence),
  CONSTRAINT import_events_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES import_streams(employer_id, import_id),
  CONSTRAINT import_events_data_check CHECK (((jsonb_typeof(data) = 'object'::text) AND (octet_length((data)::text) <= 2048))),
  CONSTRAINT import_events_sequence_check CHECK ((sequence >= 1)),
  CONSTRAINT import_events_type_check CHECK ((type = ANY (ARRAY['received'::text, 'reading'::text, 'ready'::text, 'failed'::text, 'committing'::text, 'completed'::text, 'discarded'::text])))
);
ALTER TABLE import_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_events FORCE ROW LEVEL SECURITY;
CREATE INDEX import_events_created_at_idx ON assay.import_events USING btree (created_at);
CREATE POLICY import_events_expired ON import_events AS PERMISSIVE FOR ALL TO assay_app
  USING (((current_setting('assay.sweep'::text, true) = 'on'::text) AND (created_at < (now() - '24:00:00'::interval))));
CREATE POLICY import_events_tenant ON import_events AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, INSERT, SELECT ON import_events TO assay_app;

CREATE TABLE import_rows (
  employer_id uuid NOT NULL,
  import_id uuid NOT NULL,
  ordinal integer NOT NULL,
  sheet text,
  row_number integer NOT NULL,
  line integer,
  cells jsonb,
  question jsonb,
  problems jsonb DEFAULT '[]'::jsonb NOT NULL,
  has_error boolean NOT NULL,
  left_out boolean DEFAULT false NOT NULL,
  duplicate_of text,
  CONSTRAINT import_rows_pkey PRIMARY KEY (employer_id, import_id, ordinal),
  CONSTRAINT import_rows_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES imports(employer_id, id),
  CONSTRAINT import_rows_duplicate_of_check CHECK ((duplicate_of = ANY (ARRAY['file'::text, 'assessment'::text]))),
  CONSTRAINT import_rows_ordinal_check CHECK ((ordinal >= 1)),
  CONSTRAINT import_rows_question_check CHECK ((has_error OR (question IS NOT NULL)))
);
ALTER TABLE import_rows ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_rows FORCE ROW LEVEL SECURITY;
CREATE POLICY import_rows_tenant ON import_rows AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, INSERT, SELECT ON import_rows TO assay_app;
GRANT UPDATE (left_out) ON import_rows TO assay_app;

CREATE TABLE import_streams (
  employer_id uuid NOT NULL,
  import_id uuid NOT NULL,
  sequence integer DEFAULT 0 NOT NULL,
  phase smallint DEFAULT 0 NOT NULL,
  done integer DEFAULT 0 NOT NULL,
  ended boolean DEFAULT false NOT NULL,
  CONSTRAINT import_streams_pkey PRIMARY KEY (employer_id, import_id),
  CONSTRAINT import_streams_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES imports(employer_id, id)
);
ALTER TABLE import_streams ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_streams FORCE ROW LEVEL SECURITY;
CREATE POLICY import_streams_tenant ON import_streams AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER import_streams_forward BEFORE UPDATE ON assay.import_streams FOR EACH ROW EXECUTE FUNCTION check_import_stream();
ALTER TABLE import_streams ENABLE ALWAYS TRIGGER import_streams_forward;
GRANT INSERT, SELECT ON import_streams TO assay_app;
GRANT UPDATE (sequence, phase, done, ended) ON import_streams TO assay_app;

CREATE TABLE imports (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  assessment_id uuid NOT NULL,
  file_name text NOT NULL,
  bytes bytea,
  byte_count integer NOT NULL,
  sha256 bytea NOT NULL,
  state text DEFAULT 'received'::text NOT NULL,
  format text,
  layout text,
  failure_code text,
  failure_message text,
  error_count integer DEFAULT 0 NOT NULL,
  warning_count integer DEFAULT 0 NOT NULL,
  loss_count integer DEFAULT 0 NOT NULL,
  problems jsonb DEFAULT '[]'::jsonb NOT NULL,
  revision integer DEFAULT 1 NOT NULL,
  settings jsonb DEFAULT '{}'::jsonb NOT NULL,
  corrections jsonb DEFAULT '[]'::jsonb NOT NULL,
  read_settings jsonb,
  read_corrections jsonb,
  understanding jsonb DEFAULT '{}'::jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  parse_started_at timestamp with time zone,
  committed_at timestamp with time zone,
  committed_count integer,
  undone_at timestamp with time zone,
  CONSTRAINT imports_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT imports_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments(employer_id, id),
  CONSTRAINT imports_byte_count_check CHECK (((byte_count >= 0) AND (byte_count <= 10485760))),
  CONSTRAINT imports_bytes_check CHECK (((bytes IS NOT NULL) = (state = ANY (ARRAY['received'::text, 'ready'::text])))),
  CONSTRAINT imports_committed_check CHECK ((((state = ANY (ARRAY['committed'::text, 'undone'::text])) = (committed_at IS NOT NULL)) AND ((committed_at IS NULL) = (committed_count IS NULL)))),
  CONSTRAINT imports_corrections_check CHECK (((jsonb_typeof(corrections) = 'array'::text) AND (jsonb_array_length(corrections) <= 5000))),
  CONSTRAINT imports_failed_check CHECK (((state = 'failed'::text) = (failure_code IS NOT NULL))),
  CONSTRAINT imports_file_name_check CHECK (is_plain_text(file_name, 255)),
  CONSTRAINT imports_settings_check CHECK (((jsonb_typeof(settings) = 'object'::text) AND (octet_length((settings)::text) <= 65536))),
  CONSTRAINT imports_sha256_check CHECK ((octet_length(sha256) = 32)),
  CONSTRAINT imports_state_check CHECK ((state = ANY (ARRAY['received'::text, 'ready'::text, 'failed'::text, 'committed'::text, 'undone'::text, 'discarded'::text]))),
  CONSTRAINT imports_undone_check CHECK (((state = 'undone'::text) = (undone_at IS NOT NULL)))
);
ALTER TABLE imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE imports FORCE ROW LEVEL SECURITY;
CREATE INDEX imports_assessment_id_idx ON assay.imports USING btree (employer_id, assessment_id, created_at);
CREATE INDEX imports_kept_idx ON assay.imports USING btree (created_at) WHERE (state = ANY (ARRAY['ready'::text, 'failed'::text]));
CREATE INDEX imports_received_idx ON assay.imports USING btree (created_at) WHERE (state = 'received'::text);
CREATE INDEX imports_sha256_idx ON assay.imports USING btree (employer_id, assessment_id, sha256) WHERE (state = 'committed'::text);
CREATE POLICY imports_forgotten ON imports AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) = 'on'::text) AND (state = ANY (ARRAY['ready'::text, 'failed'::text])) AND (created_at < (now() - '30 days'::interval))));
CREATE POLICY imports_tenant ON imports AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE POLICY imports_unparsed ON imports AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) = 'on'::text) AND (state = 'received'::text)));
GRANT DELETE, INSERT, SELECT ON imports TO assay_app;
GRANT UPDATE (bytes, state, format, layout, failure_code, failure_message, error_count, warning_count, loss_count, problems, revision, settings, corrections, read_settings, read_corrections, understanding, parse_started_at, committed_at, committed_count, undone_at) ON imports TO assay_app;

CREATE TABLE invites (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  assessment_id uuid NOT NULL,
  email_canonical text COLLATE "C" NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  token_hash bytea NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  revoked_at timestamp with time zone,
  sent_count integer DEFAULT 1 NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  mail_wanted boolean DEFAULT false NOT NULL,
  mail_job_id uuid,
  mailed_at timestamp with time zone,
  time_zone text,
  sent_at timestamp with time zone DEFAULT now() NOT NULL,
  extra_time_percent smallint,
  extra_minutes smallint,
  CONSTRAINT invites_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT invites_token_hash_key UNIQUE (employer_id, token_hash),
  CONSTRAINT invites_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments(employer_id, id),
  CONSTRAINT invites_email_canonical_check CHECK (is_canonical_email(email_canonical)),
  CONSTRAINT invites_email_check CHECK (is_plain_text(email, 254)),
  CONSTRAINT invites_extra_minutes_check CHECK (((extra_minutes >= 0) AND (extra_minutes <= 1440))),
  CONSTRAINT invites_extra_time_check CHECK ((num_nonnulls(extra_time_percent, extra_minutes) <= 1)),
  CONSTRAINT invites_extra_time_percent_check CHECK (((extra_time_percent >= 0) AND (extra_time_percent <= 300))),
  CONSTRAINT invites_mailed_check CHECK (((mail_wanted OR (mail_job_id IS NULL)) AND ((mail_job_id IS NOT NULL) OR (mailed_at IS NULL)))),
  CONSTRAINT invites_name_check CHECK (is_plain_text(name, 200)),
  CONSTRAINT invites_sent_count_check CHECK (((sent_count >= 1) AND (sent_count <= 100))),
  CONSTRAINT invites_time_zone_check CHECK (((octet_length(time_zone) <= 64) AND (time_zone ~ '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$'::text))),
  CONSTRAINT invites_token_hash_check CHECK ((octet_length(token_hash) = 32))
);
ALTER TABLE invites ENABLE ROW LEVEL SECURITY;
ALTER TABLE invites FORCE ROW LEVEL SECURITY;
CREATE INDEX invites_created_at_idx ON assay.invites USING btree (employer_id, assessment_id, created_at, id);
CREATE UNIQUE INDEX invites_live_key ON assay.invites USING btree (employer_id, assessment_id, email_canonical) WHERE (revoked_at IS NULL);
CREATE INDEX invites_mail_waiting_idx ON assay.invites USING btree (employer_id, assessment_id) WHERE (mail_wanted AND (mail_job_id IS NULL) AND (revoked_at IS NULL));
CREATE POLICY invites_tenant ON invites AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT SELECT ON invites TO assay_app;
GRANT INSERT (employer_id, id, assessment_id, email_canonical, email, name, token_hash, expires_at, mail_wanted, time_zone, extra_time_percent, extra_minutes) ON invites TO assay_app;
GRANT UPDATE (token_hash, expires_at, revoked_at, sent_count, mail_wanted, mail_job_id, mailed_at, sent_at, extra_time_percent, extra_minutes) ON invites TO assay_app;

CREATE TABLE items (
  employer_id uuid NOT NULL,
  version_id uuid NOT NULL,
  id uuid NOT NULL,
  "position" integer NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  points numeric(9,4) NOT NULL,
  content jsonb NOT NULL,
  CONSTRAINT items_pkey PRIMARY KEY (employer_id, version_id, id),
  CONSTRAINT items_position_key UNIQUE (employer_id, version_id, "position"),
  CONSTRAINT items_version_id_fkey FOREIGN KEY (employer_id, version_id) REFERENCES versions(employer_id, id),
  CONSTRAINT items_kind_check CHECK ((kind = ANY (ARRAY['single_choice'::text, 'multiple_choice'::text, 'true_false'::text, 'numeric'::text, 'short_answer'::text]))),
  CONSTRAINT items_points_check CHECK (((points >= (0)::numeric) AND (points <= (10000)::numeric))),
  CONSTRAINT items_position_check CHECK (("position" >= 1))
);
ALTER TABLE items ENABLE ROW LEVEL SECURITY;
ALTER TABLE items FORCE ROW LEVEL SECURITY;
CREATE POLICY items_tenant ON items AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER items_immutable BEFORE DELETE OR UPDATE ON assay.items FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE items ENABLE ALWAYS TRIGGER items_immutable;
CREATE TRIGGER items_immutable_truncate BEFORE TRUNCATE ON assay.items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE items ENABLE ALWAYS TRIGGER items_immutable_truncate;
CREATE TRIGGER items_sealed BEFORE INSERT ON assay.items FOR EACH ROW EXECUTE FUNCTION refuse_late_item();
ALTER TABLE items ENABLE ALWAYS TRIGGER items_sealed;
GRANT INSERT, SELECT ON items TO assay_app;
GRANT SELECT ON items TO assay_candidate;

CREATE TABLE job_pauses (
  kind text NOT NULL,
  paused_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT job_pauses_pkey PRIMARY KEY (kind),
  CONSTRAINT job_pauses_kind_check CHECK (((kind = '*'::text) OR ((octet_length(kind) <= 60) AND (kind ~ '^[a-z]+(_[a-z]+)*$'::text))))
);
GRANT DELETE, INSERT, SELECT ON job_pauses TO assay_app;

CREATE TABLE job_workers (
  id uuid NOT NULL,
  name text NOT NULL,
  started_at timestamp with time zone DEFAULT now() NOT NULL,
  lease_until timestamp with time zone NOT NULL,
  CONSTRAINT job_workers_pkey PRIMARY KEY (id),
  CONSTRAINT job_workers_name_check CHECK (is_plain_text(name, 300))
);
GRANT DELETE, INSERT, SELECT ON job_workers TO assay_app;
GRANT UPDATE (lease_until) ON job_workers TO assay_app;

CREATE TABLE jobs (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  kind text NOT NULL,
  key text,
  payload jsonb NOT NULL,
  event_id uuid,
  state text DEFAULT 'queued'::text NOT NULL,
  run_at timestamp with time zone DEFAULT now() NOT NULL,
  attempt integer DEFAULT 0 NOT NULL,
  claims integer DEFAULT 0 NOT NULL,
  lease_losses integer DEFAULT 0 NOT NULL,
  worker_id uuid,
  claimed_at timestamp with time zone,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  error_class text,
  error_message text,
  first_failed_at timestamp with time zone,
  last_failed_at timestamp with time zone,
  replays integer DEFAULT 0 NOT NULL,
  CONSTRAINT jobs_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT jobs_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT jobs_counters_check CHECK (((attempt >= 0) AND (claims >= 0) AND ((lease_losses >= 0) AND (lease_losses <= 3)) AND (replays >= 0))),
  CONSTRAINT jobs_dead_check CHECK (((state <> 'dead'::text) OR ((error_class IS NOT NULL) AND (error_class <> 'transient'::text)))),
  CONSTRAINT jobs_error_class_check CHECK ((error_class = ANY (ARRAY['transient'::text, 'permanent'::text, 'exhausted'::text, 'poison'::text]))),
  CONSTRAINT jobs_error_message_check CHECK (is_plain_text(error_message, 500)),
  CONSTRAINT jobs_finished_check CHECK (((state = ANY (ARRAY['done'::text, 'dead'::text])) = (finished_at IS NOT NULL))),
  CONSTRAINT jobs_key_check CHECK (((octet_length(key) >= 1) AND (octet_length(key) <= 200))),
  CONSTRAINT jobs_kind_check CHECK (((octet_length(kind) <= 60) AND (kind ~ '^[a-z]+(_[a-z]+)*$'::text))),
  CONSTRAINT jobs_lease_check CHECK (((state = 'running'::text) = (worker_id IS NOT NULL))),
  CONSTRAINT jobs_payload_check CHECK (((jsonb_typeof(payload) = 'object'::text) AND (octet_length((payload)::text) <= 20480))),
  CONSTRAINT jobs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'dead'::text])))
);
ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE jobs FORCE ROW LEVEL SECURITY;
CREATE INDEX jobs_claimed_at_idx ON assay.jobs USING btree (employer_id, claimed_at) WHERE (claimed_at IS NOT NULL);
CREATE INDEX jobs_dead_idx ON assay.jobs USING btree (employer_id, finished_at, id) WHERE (state = 'dead'::text);
CREATE INDEX jobs_finished_at_idx ON assay.jobs USING btree (finished_at) WHERE (state = ANY (ARRAY['done'::text, 'dead'::text]));
CREATE UNIQUE INDEX jobs_kind_key_key ON assay.jobs USING btree (employer_id, kind, key) WHERE ((key IS NOT NULL) AND (state = ANY (ARRAY['queued'::text, 'running'::text])));
CREATE INDEX jobs_queued_idx ON assay.jobs USING btree (employer_id, run_at, id) WHERE (state = 'queued'::text);
CREATE INDEX jobs_worker_id_idx ON assay.jobs USING btree (worker_id) WHERE (state = 'running'::text);
CREATE POLICY jobs_expired ON jobs AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (((state = 'done'::text) AND (finished_at < (now() - '1 day'::interval))) OR ((state = 'dead'::text) AND (finished_at < (now() - '30 days'::interval))))));
CREATE POLICY jobs_moved ON jobs AS PERMISSIVE FOR UPDATE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (state = ANY (ARRAY['queued'::text, 'running'::text]))))
  WITH CHECK (((current_setting('assay.sweep'::text, true) <> ''::text) AND (state <> 'done'::text)));
CREATE POLICY jobs_seen ON jobs AS PERMISSIVE FOR SELECT TO assay_app
  USING ((current_setting('assay.sweep'::text, true) <> ''::text));
CREATE POLICY jobs_tenant ON jobs AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, SELECT ON jobs TO assay_app;
GRANT INSERT (employer_id, id, kind, key, payload, event_id, run_at) ON jobs TO assay_app;
GRANT UPDATE (state, run_at, attempt, claims, lease_losses, worker_id, claimed_at, finished_at, error_class, error_message, first_failed_at, last_failed_at, replays) ON jobs TO assay_app;

CREATE TABLE known_devices (
  person_id uuid NOT NULL,
  device_hash bytea NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT known_devices_pkey PRIMARY KEY (person_id, device_hash),
  CONSTRAINT known_devices_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  CONSTRAINT known_devices_device_hash_check CHECK ((octet_length(device_hash) = 32))
);
GRANT INSERT, SELECT ON known_devices TO assay_app;

CREATE TABLE mails (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  template text NOT NULL,
  message_id text NOT NULL,
  readers text NOT NULL,
  to_address text,
  to_name text,
  subject text,
  text text,
  html text,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT mails_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT mails_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT mails_html_check CHECK ((octet_length(html) <= 102400)),
  CONSTRAINT mails_message_id_check CHECK (((octet_length(message_id) <= 300) AND (message_id ~ '^[!-~]+$'::text))),
  CONSTRAINT mails_readers_check CHECK ((readers = ANY (ARRAY['writers'::text, 'owners'::text, 'nobody'::text]))),
  CONSTRAINT mails_subject_check CHECK (is_plain_text(subject, 300)),
  CONSTRAINT mails_template_check CHECK (((octet_length(template) <= 60) AND (template ~ '^[a-z]+(-[a-z]+)*$'::text))),
  CONSTRAINT mails_text_check CHECK ((octet_length(text) <= 102400)),
  CONSTRAINT mails_to_address_check CHECK ((octet_length(to_address) <= 254)),
  CONSTRAINT mails_to_name_check CHECK (is_plain_text(to_name, 200)),
  CONSTRAINT mails_whole_check CHECK (((num_nulls(to_address, to_name, subject) = ANY (ARRAY[0, 3])) AND ((text IS NULL) = (html IS NULL)) AND ((text IS NULL) OR ((subject IS NOT NULL) AND (readers <> 'nobody'::text)))))
);
ALTER TABLE mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
CREATE INDEX mails_created_at_idx ON assay.mails USING btree (created_at);
CREATE INDEX mails_outbox_idx ON assay.mails USING btree (employer_id, created_at, id) WHERE (subject IS NOT NULL);
CREATE POLICY mails_expired ON mails AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (created_at < (now() - '7 days'::interval))));
CREATE POLICY mails_expired_seen ON mails AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (created_at < (now() - '7 days'::interval))));
CREATE POLICY mails_tenant ON mails AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, SELECT ON mails TO assay_app;
GRANT INSERT (employer_id, id, template, message_id, readers, to_address, to_name, subject, text, html) ON mails TO assay_app;

CREATE TABLE member_invitations (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  email_canonical text COLLATE "C" NOT NULL,
  email text NOT NULL,
  role text NOT NULL,
  token_hash bytea NOT NULL,
  invited_by uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  accepted_at timestamp with time zone,
  revoked_at timestamp with time zone,
  link_number integer DEFAULT 1 NOT NULL,
  CONSTRAINT member_invitations_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT member_invitations_token_hash_key UNIQUE (employer_id, token_hash),
  CONSTRAINT member_invitations_invited_by_fkey FOREIGN KEY (employer_id, invited_by) REFERENCES members(employer_id, id),
  CONSTRAINT member_invitations_email_canonical_check CHECK (is_canonical_email(email_canonical)),
  CONSTRAINT member_invitations_email_check CHECK (is_plain_text(email, 254)),
  CONSTRAINT member_invitations_link_number_check CHECK (((link_number >= 1) AND (link_number <= 100))),
  CONSTRAINT member_invitations_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'author'::text, 'reviewer'::text]))),
  CONSTRAINT member_invitations_token_hash_check CHECK ((octet_length(token_hash) = 32))
);
ALTER TABLE member_invitations ENABLE ROW LEVEL SECURITY;
ALTER TABLE member_invitations FORCE ROW LEVEL SECURITY;
CREATE INDEX member_invitations_invited_by_idx ON assay.member_invitations USING btree (employer_id, invited_by);
CREATE UNIQUE INDEX member_invitations_live_key ON assay.member_invitations USING btree (employer_id, email_canonical) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));
CREATE POLICY member_invitations_tenant ON member_invitations AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT INSERT, SELECT ON member_invitations TO assay_app;
GRANT UPDATE (token_hash, accepted_at, revoked_at, link_number) ON member_invitations TO assay_app;

CREATE TABLE members (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  person_id uuid NOT NULL,
  role text NOT NULL,
  removed_at timestamp with time zone,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  revision bigint DEFAULT 1 NOT NULL,
  CONSTRAINT members_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT members_person_id_key UNIQUE (employer_id, person_id),
  CONSTRAINT members_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT members_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  CONSTRAINT members_role_check CHECK ((role = ANY (ARRAY['owner'::text, 'author'::text, 'reviewer'::text])))
);
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
CREATE INDEX members_person_id_idx ON assay.members USING btree (person_id);
CREATE POLICY members_of_person ON members AS PERMISSIVE FOR SELECT TO assay_app
  USING ((person_id = (NULLIF(current_setting('assay.person'::text, true), ''::text))::uuid));
CREATE POLICY members_tenant ON members AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE CONSTRAINT TRIGGER members_owner_required AFTER DELETE OR UPDATE ON assay.members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_owner();
ALTER TABLE members ENABLE TRIGGER members_owner_required;
CREATE TRIGGER members_revision BEFORE UPDATE ON assay.members FOR EACH ROW EXECUTE FUNCTION advance_revision();
ALTER TABLE members ENABLE ALWAYS TRIGGER members_revision;
GRANT INSERT, SELECT ON members TO assay_app;
GRANT UPDATE (role, removed_at) ON members TO assay_app;

CREATE TABLE migrations (
  id integer DEFAULT nextval('migrations_id_seq'::regclass) NOT NULL,
  "timestamp" bigint NOT NULL,
  name character varying NOT NULL,
  CONSTRAINT migrations_pkey PRIMARY KEY (id)
);

CREATE TABLE notification_heads (
  employer_id uuid NOT NULL,
  member_id uuid NOT NULL,
  sequence bigint NOT NULL,
  read_up_to bigint DEFAULT 0 NOT NULL,
  CONSTRAINT notification_heads_pkey PRIMARY KEY (employer_id, member_id),
  CONSTRAINT notification_heads_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES members(employer_id, id),
  CONSTRAINT notification_heads_read_up_to_check CHECK (((read_up_to >= 0) AND (read_up_to <= sequence))),
  CONSTRAINT notification_heads_sequence_check CHECK ((sequence >= 1))
);
ALTER TABLE notification_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE notification_heads FORCE ROW LEVEL SECURITY;
CREATE POLICY notification_heads_followed ON notification_heads AS PERMISSIVE FOR SELECT TO assay_app
  USING ((current_setting('assay.sweep'::text, true) <> ''::text));
CREATE POLICY notification_heads_tenant ON notification_heads AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER notification_heads_forward BEFORE UPDATE ON assay.notification_heads FOR EACH ROW EXECUTE FUNCTION check_notification_head();
ALTER TABLE notification_heads ENABLE ALWAYS TRIGGER notification_heads_forward;
GRANT SELECT ON notification_heads TO assay_app;
GRANT INSERT (employer_id, member_id, sequence) ON notification_heads TO assay_app;
GRANT UPDATE (sequence, read_up_to) ON notification_heads TO assay_app;

CREATE TABLE notification_settings (
  employer_id uuid NOT NULL,
  member_id uuid NOT NULL,
  submissions text DEFAULT 'digest'::text NOT NULL,
  digest_hour integer DEFAULT 8 NOT NULL,
  time_zone text DEFAULT 'UTC'::text NOT NULL,
  revision bigint DEFAULT 1 NOT NULL,
  CONSTRAINT notification_settings_pkey PRIMARY KEY (employer_id, member_id),
  CONSTRAINT notification_settings_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES members(employer_id, id),
  CONSTRAINT notification_settings_digest_hour_check CHECK (((digest_hour >= 0) AND (digest_hour <= 23))),
  CONSTRAINT notification_settings_submissions_check CHECK ((submissions = ANY (ARRAY['off'::text, 'instant'::text, 'digest'::text]))),
  CONSTRAINT notification_settings_time_zone_check CHECK (((octet_length(time_zone) <= 64) AND (time_zone ~ '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$'::text)))
);
ALTER TABLE notification_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE notification_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY notification_settings_tenant ON notification_settings AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER notification_settings_revision BEFORE UPDATE ON assay.notification_settings FOR EACH ROW EXECUTE FUNCTION advance_revision();
ALTER TABLE notification_settings ENABLE ALWAYS TRIGGER notification_settings_revision;
GRANT SELECT ON notification_settings TO assay_app;
GRANT INSERT (employer_id, member_id) ON notification_settings TO assay_app;
GRANT UPDATE (submissions, digest_hour, time_zone) ON notification_settings TO assay_app;

CREATE TABLE notifications (
  employer_id uuid NOT NULL,
  member_id uuid NOT NULL,
  sequence bigint NOT NULL,
  event_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT notifications_pkey PRIMARY KEY (employer_id, member_id, sequence),
  CONSTRAINT notifications_event_id_key UNIQUE (employer_id, event_id, member_id),
  CONSTRAINT notifications_event_id_fkey FOREIGN KEY (employer_id, event_id) REFERENCES events(employer_id, id),
  CONSTRAINT notifications_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES notification_heads(employer_id, member_id),
  CONSTRAINT notifications_sequence_check CHECK ((sequence >= 1))
);
ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
ALTER TABLE notifications FORCE ROW LEVEL SECURITY;
CREATE INDEX notifications_created_at_idx ON assay.notifications USING btree (created_at);
CREATE POLICY notifications_expired ON notifications AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND ((created_at < (now() - '90 days'::interval)) OR (sequence <= ( SELECT (h.sequence - 1000)
   FROM notification_heads h
  WHERE ((h.employer_id = notifications.employer_id) AND (h.member_id = notifications.member_id)))))));
CREATE POLICY notifications_old ON notifications AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND ((created_at < (now() - '90 days'::interval)) OR (sequence <= ( SELECT (h.sequence - 1000)
   FROM notification_heads h
  WHERE ((h.employer_id = notifications.employer_id) AND (h.member_id = notifications.member_id)))))));
CREATE POLICY notifications_tenant ON notifications AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, SELECT ON notifications TO assay_app;
GRANT INSERT (employer_id, member_id, sequence, event_id) ON notifications TO assay_app;

CREATE TABLE one_time_codes (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  assessment_id uuid NOT NULL,
  email_canonical text COLLATE "C" NOT NULL,
  serial integer DEFAULT 0 NOT NULL,
  code_mac bytea,
  expires_at timestamp with time zone,
  tries integer DEFAULT 0 NOT NULL,
  used_at timestamp with time zone,
  made_at timestamp with time zone[] DEFAULT '{}'::timestamp with time zone[] NOT NULL,
  CONSTRAINT one_time_codes_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT one_time_codes_email_canonical_key UNIQUE (employer_id, assessment_id, email_canonical),
  CONSTRAINT one_time_codes_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments(employer_id, id),
  CONSTRAINT one_time_codes_code_mac_check CHECK ((octet_length(code_mac) = 32)),
  CONSTRAINT one_time_codes_email_canonical_check CHECK (is_canonical_email(email_canonical)),
  CONSTRAINT one_time_codes_made_at_check CHECK ((cardinality(made_at) <= 10)),
  CONSTRAINT one_time_codes_serial_check CHECK ((serial >= 0)),
  CONSTRAINT one_time_codes_tries_check CHECK (((tries >= 0) AND (tries <= 5))),
  CONSTRAINT one_time_codes_whole_check CHECK ((((serial = 0) = (code_mac IS NULL)) AND ((code_mac IS NULL) = (expires_at IS NULL))))
);
ALTER TABLE one_time_codes ENABLE ROW LEVEL SECURITY;
ALTER TABLE one_time_codes FORCE ROW LEVEL SECURITY;
CREATE INDEX one_time_codes_expires_at_idx ON assay.one_time_codes USING btree (expires_at);
CREATE POLICY one_time_codes_expired ON one_time_codes AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (expires_at < (now() - '1 day'::interval))));
CREATE POLICY one_time_codes_expired_seen ON one_time_codes AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (expires_at < (now() - '1 day'::interval))));
CREATE POLICY one_time_codes_tenant ON one_time_codes AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, SELECT ON one_time_codes TO assay_app;
GRANT INSERT (employer_id, id, assessment_id, email_canonical) ON one_time_codes TO assay_app;
GRANT UPDATE (serial, code_mac, expires_at, tries, used_at, made_at) ON one_time_codes TO assay_app;

CREATE TABLE opt_outs (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  email_canonical text COLLATE "C" NOT NULL,
  is_out boolean NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT opt_outs_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT opt_outs_email_canonical_key UNIQUE (employer_id, email_canonical),
  CONSTRAINT opt_outs_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT opt_outs_email_canonical_check CHECK (is_canonical_email(email_canonical))
);
ALTER TABLE opt_outs ENABLE ROW LEVEL SECURITY;
ALTER TABLE opt_outs FORCE ROW LEVEL SECURITY;
CREATE POLICY opt_outs_tenant ON opt_outs AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT SELECT ON opt_outs TO assay_app;
GRANT INSERT (employer_id, id, email_canonical, is_out) ON opt_outs TO assay_app;
GRANT UPDATE (is_out, changed_at) ON opt_outs TO assay_app;

CREATE TABLE password_resets (
  id uuid NOT NULL,
  email_canonical text COLLATE "C" NOT NULL,
  requested_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  person_id uuid,
  token_hash bytea,
  expires_at timestamp with time zone,
  ended_at timestamp with time zone,
  CONSTRAINT password_resets_pkey PRIMARY KEY (id),
  CONSTRAINT password_resets_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  CONSTRAINT password_resets_email_canonical_check CHECK (is_canonical_email(email_canonical)),
  CONSTRAINT password_resets_token_hash_check CHECK ((octet_length(token_hash) = 32)),
  CONSTRAINT password_resets_whole_check CHECK (((num_nulls(person_id, token_hash, expires_at) = ANY (ARRAY[0, 3])) AND ((ended_at IS NULL) OR (person_id IS NOT NULL))))
);
CREATE INDEX password_resets_person_id_idx ON assay.password_resets USING btree (person_id, requested_at);
CREATE INDEX password_resets_requested_at_idx ON assay.password_resets USING btree (requested_at);
GRANT DELETE, SELECT ON password_resets TO assay_app;
GRANT INSERT (id, email_canonical) ON password_resets TO assay_app;
GRANT UPDATE (person_id, token_hash, expires_at, ended_at) ON password_resets TO assay_app;

CREATE TABLE persons (
  id uuid NOT NULL,
  email_canonical text COLLATE "C" NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  password_hash text NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  language text DEFAULT 'en'::text NOT NULL,
  CONSTRAINT persons_pkey PRIMARY KEY (id),
  CONSTRAINT persons_email_canonical_key UNIQUE (email_canonical),
  CONSTRAINT persons_email_canonical_check CHECK (is_canonical_email(email_canonical)),
  CONSTRAINT persons_email_check CHECK (is_plain_text(email, 254)),
  CONSTRAINT persons_language_check CHECK ((language = ANY (ARRAY['en'::text, 'pl'::text]))),
  CONSTRAINT persons_name_check CHECK ((is_plain_text(name, 200) AND (btrim(name) <> ''::text))),
  CONSTRAINT persons_password_hash_check CHECK (((password_hash ~~ '$argon2id$%'::text) AND (octet_length(password_hash) <= 256)))
);
GRANT INSERT, SELECT ON persons TO assay_app;
GRANT UPDATE (password_hash, language) ON persons TO assay_app;

CREATE TABLE questions (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  assessment_id uuid NOT NULL,
  "position" integer NOT NULL,
  kind text NOT NULL,
  text text NOT NULL,
  title text,
  points numeric(9,4) NOT NULL,
  content jsonb NOT NULL,
  key jsonb NOT NULL,
  explanation text,
  external_id text,
  category text,
  tags text[] DEFAULT '{}'::text[] NOT NULL,
  difficulty text,
  time_limit_seconds integer,
  import_id uuid,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  revision bigint DEFAULT 1 NOT NULL,
  CONSTRAINT questions_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT questions_position_key UNIQUE (employer_id, assessment_id, "position") DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT questions_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments(employer_id, id),
  CONSTRAINT questions_import_id_fkey FOREIGN KEY (employer_id, import_id) REFERENCES imports(employer_id, id),
  CONSTRAINT questions_category_check CHECK (is_plain_text(category, 500)),
  CONSTRAINT questions_content_check CHECK (((jsonb_typeof(content) = 'object'::text) AND (octet_length((content)::text) <= 131072))),
  CONSTRAINT questions_difficulty_check CHECK (is_plain_text(difficulty, 100)),
  CONSTRAINT questions_explanation_check CHECK (is_plain_text(explanation, 10000)),
  CONSTRAINT questions_external_id_check CHECK (is_plain_text(external_id, 200)),
  CONSTRAINT questions_key_check CHECK (((jsonb_typeof(key) = 'object'::text) AND (octet_length((key)::text) <= 131072))),
  CONSTRAINT questions_kind_check CHECK ((kind = ANY (ARRAY['single_choice'::text, 'multiple_choice'::text, 'true_false'::text, 'numeric'::text, 'short_answer'::text]))),
  CONSTRAINT questions_points_check CHECK (((points >= (0)::numeric) AND (points <= (10000)::numeric))),
  CONSTRAINT questions_position_check CHECK ((("position" >= 1) AND ("position" <= 100000))),
  CONSTRAINT questions_tags_check CHECK ((cardinality(tags) <= 50)),
  CONSTRAINT questions_text_check CHECK ((is_plain_text(text, 10000) AND (btrim(text) <> ''::text))),
  CONSTRAINT questions_time_limit_seconds_check CHECK (((time_limit_seconds >= 1) AND (time_limit_seconds <= 86400))),
  CONSTRAINT questions_title_check CHECK (is_plain_text(title, 200))
);
ALTER TABLE questions ENABLE ROW LEVEL SECURITY;
ALTER TABLE questions FORCE ROW LEVEL SECURITY;
CREATE INDEX questions_import_id_idx ON assay.questions USING btree (employer_id, import_id);
CREATE POLICY questions_tenant ON questions AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER questions_revision BEFORE UPDATE ON assay.questions FOR EACH ROW EXECUTE FUNCTION advance_revision();
ALTER TABLE questions ENABLE ALWAYS TRIGGER questions_revision;
GRANT DELETE, SELECT ON questions TO assay_app;
GRANT INSERT (employer_id, id, assessment_id, "position", kind, text, title, points, content, key, explanation, external_id, category, tags, difficulty, time_limit_seconds, import_id) ON questions TO assay_app;
GRANT UPDATE ("position", kind, text, title, points, content, key, explanation, external_id, category, tags, difficulty, time_limit_seconds, updated_at) ON questions TO assay_app;

CREATE TABLE reminder_plans (
  employer_id uuid NOT NULL,
  invite_id uuid NOT NULL,
  due_at timestamp with time zone,
  CONSTRAINT reminder_plans_pkey PRIMARY KEY (employer_id, invite_id),
  CONSTRAINT reminder_plans_invite_id_fkey FOREIGN KEY (employer_id, invite_id) REFERENCES invites(employer_id, id)
);
ALTER TABLE reminder_plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_plans FORCE ROW LEVEL SECURITY;
CREATE INDEX reminder_plans_due_at_idx ON assay.reminder_plans USING btree (due_at) WHERE (due_at IS NOT NULL);
CREATE POLICY reminder_plans_due ON reminder_plans AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) = 'on'::text) AND (due_at <= now())));
CREATE POLICY reminder_plans_tenant ON reminder_plans AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT SELECT ON reminder_plans TO assay_app;
GRANT INSERT (employer_id, invite_id) ON reminder_plans TO assay_app;
GRANT UPDATE (due_at) ON reminder_plans TO assay_app;

CREATE TABLE reminder_schedules (
  employer_id uuid NOT NULL,
  assessment_id uuid NOT NULL,
  enabled boolean DEFAULT false NOT NULL,
  after_invite_days integer[] DEFAULT '{3}'::integer[] NOT NULL,
  before_expiry_days integer[] DEFAULT '{1}'::integer[] NOT NULL,
  quiet_from integer DEFAULT 1200,
  quiet_to integer DEFAULT 480,
  time_zone text DEFAULT 'UTC'::text NOT NULL,
  changed_at timestamp with time zone DEFAULT now() NOT NULL,
  revision bigint DEFAULT 1 NOT NULL,
  CONSTRAINT reminder_schedules_pkey PRIMARY KEY (employer_id, assessment_id),
  CONSTRAINT reminder_schedules_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments(employer_id, id),
  CONSTRAINT reminder_schedules_after_invite_days_check CHECK (((cardinality(after_invite_days) <= 5) AND (1 <= ALL (after_invite_days)) AND (60 >= ALL (after_invite_days)))),
  CONSTRAINT reminder_schedules_before_expiry_days_check CHECK (((cardinality(before_expiry_days) <= 5) AND (1 <= ALL (before_expiry_days)) AND (60 >= ALL (before_expiry_days)))),
  CONSTRAINT reminder_schedules_quiet_check CHECK ((((quiet_from IS NULL) = (quiet_to IS NULL)) AND ((quiet_from >= 0) AND (quiet_from <= 1439)) AND ((quiet_to >= 0) AND (quiet_to <= 1439)) AND (quiet_from <> quiet_to))),
  CONSTRAINT reminder_schedules_time_zone_check CHECK (((octet_length(time_zone) <= 64) AND (time_zone ~ '^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$'::text)))
);
ALTER TABLE reminder_schedules ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminder_schedules FORCE ROW LEVEL SECURITY;
CREATE POLICY reminder_schedules_tenant ON reminder_schedules AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER reminder_schedules_revision BEFORE UPDATE ON assay.reminder_schedules FOR EACH ROW EXECUTE FUNCTION advance_revision();
ALTER TABLE reminder_schedules ENABLE ALWAYS TRIGGER reminder_schedules_revision;
GRANT SELECT ON reminder_schedules TO assay_app;
GRANT INSERT (employer_id, assessment_id) ON reminder_schedules TO assay_app;
GRANT UPDATE (enabled, after_invite_days, before_expiry_days, quiet_from, quiet_to, time_zone, changed_at) ON reminder_schedules TO assay_app;

CREATE TABLE reminders (
  employer_id uuid NOT NULL,
  invite_id uuid NOT NULL,
  number integer NOT NULL,
  job_id uuid NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  sent_at timestamp with time zone,
  CONSTRAINT reminders_pkey PRIMARY KEY (employer_id, invite_id, number),
  CONSTRAINT reminders_invite_id_fkey FOREIGN KEY (employer_id, invite_id) REFERENCES invites(employer_id, id),
  CONSTRAINT reminders_number_check CHECK ((number >= 1))
);
ALTER TABLE reminders ENABLE ROW LEVEL SECURITY;
ALTER TABLE reminders FORCE ROW LEVEL SECURITY;
CREATE POLICY reminders_tenant ON reminders AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT SELECT ON reminders TO assay_app;
GRANT INSERT (employer_id, invite_id, number, job_id) ON reminders TO assay_app;
GRANT UPDATE (sent_at) ON reminders TO assay_app;

CREATE TABLE scores (
  employer_id uuid NOT NULL,
  submission_id uuid NOT NULL,
  revision integer NOT NULL,
  points numeric(24,10) NOT NULL,
  maximum_points numeric(13,4) NOT NULL,
  percent numeric(5,2) NOT NULL,
  passed boolean,
  items jsonb NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT scores_pkey PRIMARY KEY (employer_id, submission_id, revision),
  CONSTRAINT scores_submission_id_fkey FOREIGN KEY (employer_id, submission_id) REFERENCES submissions(employer_id, id),
  CONSTRAINT scores_percent_check CHECK (((percent >= (0)::numeric) AND (percent <= (100)::numeric))),
  CONSTRAINT scores_points_check CHECK (((points >= (0)::numeric) AND (points <= maximum_points) AND (maximum_points <= (20000000)::numeric))),
  CONSTRAINT scores_revision_check CHECK ((revision >= 1))
);
ALTER TABLE scores ENABLE ROW LEVEL SECURITY;
ALTER TABLE scores FORCE ROW LEVEL SECURITY;
CREATE INDEX scores_current_idx ON assay.scores USING btree (employer_id, submission_id, revision DESC) INCLUDE (percent, passed);
CREATE POLICY scores_own ON scores AS RESTRICTIVE FOR ALL TO assay_candidate
  USING ((submission_id IN ( SELECT submissions.id
   FROM submissions
  WHERE (submissions.attempt_id = (NULLIF(current_setting('assay.attempt'::text, true), ''::text))::uuid))));
CREATE POLICY scores_tenant ON scores AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER scores_immutable BEFORE DELETE OR UPDATE ON assay.scores FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE scores ENABLE ALWAYS TRIGGER scores_immutable;
CREATE TRIGGER scores_immutable_truncate BEFORE TRUNCATE ON assay.scores FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE scores ENABLE ALWAYS TRIGGER scores_immutable_truncate;
GRANT SELECT ON scores TO assay_app;
GRANT INSERT (employer_id, submission_id, revision, points, maximum_points, percent, passed, items) ON scores TO assay_app;
GRANT SELECT (employer_id, submission_id, revision, points, maximum_points, percent, passed, items) ON scores TO assay_candidate;

CREATE TABLE sessions (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT sessions_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT sessions_token_hash_key UNIQUE (employer_id, token_hash),
  CONSTRAINT sessions_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES members(employer_id, id),
  CONSTRAINT sessions_token_hash_check CHECK ((octet_length(token_hash) = 32))
);
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE sessions FORCE ROW LEVEL SECURITY;
CREATE INDEX sessions_member_id_idx ON assay.sessions USING btree (employer_id, member_id);
CREATE POLICY sessions_of_person_ended ON sessions AS PERMISSIVE FOR UPDATE TO assay_app
  USING ((EXISTS ( SELECT 1
   FROM members m
  WHERE ((m.employer_id = sessions.employer_id) AND (m.id = sessions.member_id) AND (m.person_id = (NULLIF(current_setting('assay.person'::text, true), ''::text))::uuid)))));
CREATE POLICY sessions_of_person_seen ON sessions AS PERMISSIVE FOR SELECT TO assay_app
  USING ((EXISTS ( SELECT 1
   FROM members m
  WHERE ((m.employer_id = sessions.employer_id) AND (m.id = sessions.member_id) AND (m.person_id = (NULLIF(current_setting('assay.person'::text, true), ''::text))::uuid)))));
CREATE POLICY sessions_tenant ON sessions AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT INSERT, SELECT ON sessions TO assay_app;
GRANT UPDATE (last_seen_at, ended_at) ON sessions TO assay_app;

CREATE TABLE sign_in_counters (
  subject bytea NOT NULL,
  failures integer NOT NULL,
  last_failure_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT sign_in_counters_pkey PRIMARY KEY (subject),
  CONSTRAINT sign_in_counters_failures_check CHECK (((failures >= 0) AND (failures <= 1000000))),
  CONSTRAINT sign_in_counters_subject_check CHECK ((octet_length(subject) = 32))
);
GRANT DELETE, INSERT, SELECT, UPDATE ON sign_in_counters TO assay_app;

CREATE TABLE submission_notices (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  day date,
  assessment_id uuid,
  due_at timestamp with time zone NOT NULL,
  after_sequence bigint NOT NULL,
  through_sequence bigint,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  closed_at timestamp with time zone,
  CONSTRAINT submission_notices_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT submission_notices_day_key UNIQUE (employer_id, member_id, day),
  CONSTRAINT submission_notices_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments(employer_id, id),
  CONSTRAINT submission_notices_member_id_fkey FOREIGN KEY (employer_id, member_id) REFERENCES members(employer_id, id),
  CONSTRAINT submission_notices_after_sequence_check CHECK ((after_sequence >= 0)),
  CONSTRAINT submission_notices_closed_check CHECK ((((through_sequence IS NULL) = (closed_at IS NULL)) AND (through_sequence >= after_sequence))),
  CONSTRAINT submission_notices_kind_check CHECK ((num_nonnulls(day, assessment_id) = 1))
);
ALTER TABLE submission_notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE submission_notices FORCE ROW LEVEL SECURITY;
CREATE INDEX submission_notices_assessment_id_idx ON assay.submission_notices USING btree (employer_id, assessment_id);
CREATE INDEX submission_notices_due_at_idx ON assay.submission_notices USING btree (due_at) WHERE (through_sequence IS NULL);
CREATE INDEX submission_notices_member_id_idx ON assay.submission_notices USING btree (employer_id, member_id, assessment_id, closed_at);
CREATE UNIQUE INDEX submission_notices_open_key ON assay.submission_notices USING btree (employer_id, member_id, assessment_id) NULLS NOT DISTINCT WHERE (through_sequence IS NULL);
CREATE POLICY submission_notices_due ON submission_notices AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) = 'on'::text) AND (due_at <= now()) AND (through_sequence IS NULL)));
CREATE POLICY submission_notices_tenant ON submission_notices AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, SELECT ON submission_notices TO assay_app;
GRANT INSERT (employer_id, id, member_id, day, assessment_id, due_at, after_sequence) ON submission_notices TO assay_app;
GRANT UPDATE (day, due_at, through_sequence, closed_at) ON submission_notices TO assay_app;

CREATE TABLE submissions (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  assessment_id uuid NOT NULL,
  version_id uuid NOT NULL,
  candidate_id uuid NOT NULL,
  attempt_id uuid NOT NULL,
  finish_reason text NOT NULL,
  finished_at timestamp(3) with time zone NOT NULL,
  received_at timestamp(3) with time zone DEFAULT date_trunc('milliseconds'::text, clock_timestamp()) NOT NULL,
  responses text NOT NULL,
  responses_sha256 bytea NOT NULL,
  sitting integer DEFAULT 1 NOT NULL,
  CONSTRAINT submissions_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT submissions_attempt_id_key UNIQUE (employer_id, attempt_id, assessment_id, version_id, candidate_id, sitting),
  CONSTRAINT submissions_candidate_id_key UNIQUE (employer_id, assessment_id, candidate_id, sitting),
  CONSTRAINT submissions_attempt_id_fkey FOREIGN KEY (employer_id, attempt_id, assessment_id, version_id, candidate_id) REFERENCES attempts(employer_id, id, assessment_id, version_id, candidate_id),
  CONSTRAINT submissions_finish_reason_check CHECK ((finish_reason = ANY (ARRAY['submitted'::text, 'deadline'::text, 'closed'::text, 'revoked'::text, 'ended'::text]))),
  CONSTRAINT submissions_responses_sha256_check CHECK ((responses_sha256 = sha256(convert_to(responses, 'UTF8'::name))))
);
ALTER TABLE submissions ENABLE ROW LEVEL SECURITY;
ALTER TABLE submissions FORCE ROW LEVEL SECURITY;
CREATE INDEX submissions_finished_at_idx ON assay.submissions USING btree (employer_id, assessment_id, finished_at, id);
CREATE POLICY submissions_own ON submissions AS RESTRICTIVE FOR ALL TO assay_candidate
  USING ((attempt_id = (NULLIF(current_setting('assay.attempt'::text, true), ''::text))::uuid));
CREATE POLICY submissions_tenant ON submissions AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER submissions_agree BEFORE INSERT ON assay.submissions FOR EACH ROW EXECUTE FUNCTION check_submission();
ALTER TABLE submissions ENABLE ALWAYS TRIGGER submissions_agree;
CREATE TRIGGER submissions_immutable BEFORE DELETE OR UPDATE ON assay.submissions FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE submissions ENABLE ALWAYS TRIGGER submissions_immutable;
CREATE TRIGGER submissions_immutable_truncate BEFORE TRUNCATE ON assay.submissions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE submissions ENABLE ALWAYS TRIGGER submissions_immutable_truncate;
GRANT SELECT ON submissions TO assay_app;
GRANT INSERT (employer_id, id, assessment_id, version_id, candidate_id, attempt_id, finish_reason, finished_at, responses, responses_sha256) ON submissions TO assay_app;
GRANT SELECT (employer_id, id, version_id, attempt_id, finish_reason, finished_at, received_at, responses_sha256, sitting) ON submissions TO assay_candidate;

CREATE TABLE superseded_submissions (
  employer_id uuid NOT NULL,
  submission_id uuid NOT NULL,
  attempt_id uuid NOT NULL,
  revision integer NOT NULL,
  CONSTRAINT superseded_submissions_pkey PRIMARY KEY (employer_id, submission_id),
  CONSTRAINT superseded_submissions_attempt_id_key UNIQUE (employer_id, attempt_id, revision),
  CONSTRAINT superseded_submissions_attempt_id_fkey FOREIGN KEY (employer_id, revision, attempt_id) REFERENCES attempt_time_changes(employer_id, revision, attempt_id),
  CONSTRAINT superseded_submissions_submission_id_fkey FOREIGN KEY (employer_id, submission_id) REFERENCES submissions(employer_id, id)
);
ALTER TABLE superseded_submissions ENABLE ROW LEVEL SECURITY;
ALTER TABLE superseded_submissions FORCE ROW LEVEL SECURITY;
CREATE POLICY superseded_submissions_tenant ON superseded_submissions AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER superseded_submissions_immutable BEFORE DELETE OR UPDATE ON assay.superseded_submissions FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE superseded_submissions ENABLE ALWAYS TRIGGER superseded_submissions_immutable;
CREATE TRIGGER superseded_submissions_immutable_truncate BEFORE TRUNCATE ON assay.superseded_submissions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE superseded_submissions ENABLE ALWAYS TRIGGER superseded_submissions_immutable_truncate;
GRANT SELECT ON superseded_submissions TO assay_app;

CREATE TABLE versions (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  assessment_id uuid NOT NULL,
  number integer NOT NULL,
  title text NOT NULL,
  description text NOT NULL,
  time_limit_minutes integer,
  pass_mark_percent numeric(5,2),
  opens_at timestamp with time zone,
  closes_at timestamp with time zone,
  shuffle_questions boolean NOT NULL,
  shuffle_options boolean NOT NULL,
  review_policy text NOT NULL,
  item_count integer NOT NULL,
  maximum_points numeric(13,4) NOT NULL,
  content text NOT NULL,
  content_sha256 bytea NOT NULL,
  published_by uuid,
  published_at timestamp with time zone DEFAULT now() NOT NULL,
  xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
  presentation text DEFAULT 'one_by_one'::text NOT NULL,
  wrong_answers_cost boolean DEFAULT false NOT NULL,
  partial_credit boolean DEFAULT false NOT NULL,
  CONSTRAINT versions_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT versions_assessment_id_key UNIQUE (employer_id, id, assessment_id),
  CONSTRAINT versions_number_key UNIQUE (employer_id, assessment_id, number),
  CONSTRAINT versions_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments(employer_id, id),
  CONSTRAINT versions_content_sha256_check CHECK ((content_sha256 = sha256(convert_to(content, 'UTF8'::name)))),
  CONSTRAINT versions_item_count_check CHECK (((item_count >= 1) AND (item_count <= 2000))),
  CONSTRAINT versions_maximum_points_check CHECK (((maximum_points > (0)::numeric) AND (maximum_points <= (20000000)::numeric))),
  CONSTRAINT versions_number_check CHECK ((number >= 1)),
  CONSTRAINT versions_pass_mark_percent_check CHECK (((pass_mark_percent >= (0)::numeric) AND (pass_mark_percent <= (100)::numeric))),
  CONSTRAINT versions_presentation_check CHECK ((presentation = ANY (ARRAY['one_by_one'::text, 'all'::text]))),
  CONSTRAINT versions_review_policy_check CHECK ((review_policy = ANY (ARRAY['none'::text, 'score'::text, 'outcomes'::text]))),
  CONSTRAINT versions_time_limit_minutes_check CHECK (((time_limit_minutes >= 1) AND (time_limit_minutes <= 1440)))
);
ALTER TABLE versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE versions FORCE ROW LEVEL SECURITY;
CREATE POLICY versions_tenant ON versions AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER versions_immutable BEFORE DELETE OR UPDATE ON assay.versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
ALTER TABLE versions ENABLE ALWAYS TRIGGER versions_immutable;
CREATE TRIGGER versions_immutable_truncate BEFORE TRUNCATE ON assay.versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE versions ENABLE ALWAYS TRIGGER versions_immutable_truncate;
CREATE CONSTRAINT TRIGGER versions_whole AFTER INSERT ON assay.versions DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_version_whole();
ALTER TABLE versions ENABLE TRIGGER versions_whole;
GRANT SELECT ON versions TO assay_app;
GRANT INSERT (employer_id, id, assessment_id, number, title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at, shuffle_questions, shuffle_options, review_policy, item_count, maximum_points, content, content_sha256, published_by, presentation, wrong_answers_cost, partial_credit) ON versions TO assay_app;
GRANT SELECT (employer_id, id, assessment_id, number, title, description, time_limit_minutes, pass_mark_percent, opens_at, closes_at, shuffle_questions, shuffle_options, review_policy, item_count, maximum_points, content_sha256, presentation, wrong_answers_cost, partial_credit) ON versions TO assay_candidate;

CREATE TABLE webhook_attempts (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  delivery_id uuid NOT NULL,
  number integer NOT NULL,
  redelivery integer NOT NULL,
  url text NOT NULL,
  sent_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
  status smallint,
  failure text,
  detail text,
  answer text,
  answer_cut boolean DEFAULT false NOT NULL,
  milliseconds integer NOT NULL,
  CONSTRAINT webhook_attempts_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT webhook_attempts_delivery_id_fkey FOREIGN KEY (employer_id, delivery_id) REFERENCES webhook_deliveries(employer_id, id),
  CONSTRAINT webhook_attempts_answer_check CHECK ((octet_length(answer) <= 6144)),
  CONSTRAINT webhook_attempts_detail_check CHECK (is_plain_text(detail, 500)),
  CONSTRAINT webhook_attempts_failure_check CHECK (COALESCE((failure ~ '^[a-z_]{1,40}$'::text), (status IS NOT NULL))),
  CONSTRAINT webhook_attempts_milliseconds_check CHECK ((milliseconds >= 0)),
  CONSTRAINT webhook_attempts_number_check CHECK ((((number >= 1) AND (number <= 10)) AND (redelivery >= 0))),
  CONSTRAINT webhook_attempts_status_check CHECK (((status >= 0) AND (status <= 999))),
  CONSTRAINT webhook_attempts_url_check CHECK ((octet_length(url) <= 2048))
);
ALTER TABLE webhook_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_attempts FORCE ROW LEVEL SECURITY;
CREATE INDEX webhook_attempts_delivery_id_idx ON assay.webhook_attempts USING btree (employer_id, delivery_id, id);
CREATE POLICY webhook_attempts_expired ON webhook_attempts AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (EXISTS ( SELECT 1
   FROM webhook_deliveries d
  WHERE ((d.employer_id = webhook_attempts.employer_id) AND (d.id = webhook_attempts.delivery_id) AND (d.state <> 'pending'::text) AND (d.finished_at < (now() - '30 days'::interval)))))));
CREATE POLICY webhook_attempts_seen ON webhook_attempts AS PERMISSIVE FOR SELECT TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (EXISTS ( SELECT 1
   FROM webhook_deliveries d
  WHERE ((d.employer_id = webhook_attempts.employer_id) AND (d.id = webhook_attempts.delivery_id) AND (d.state <> 'pending'::text) AND (d.finished_at < (now() - '30 days'::interval)))))));
CREATE POLICY webhook_attempts_tenant ON webhook_attempts AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, SELECT ON webhook_attempts TO assay_app;
GRANT INSERT (employer_id, id, delivery_id, number, redelivery, url, sent_at, status, failure, detail, answer, answer_cut, milliseconds) ON webhook_attempts TO assay_app;

CREATE TABLE webhook_deliveries (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  event_id uuid NOT NULL,
  event_type text NOT NULL,
  body text NOT NULL,
  state text NOT NULL,
  dead_reason text,
  attempts integer DEFAULT 0 NOT NULL,
  next_attempt_at timestamp with time zone,
  job_id uuid,
  redeliveries integer DEFAULT 0 NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  finished_at timestamp with time zone,
  CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT webhook_deliveries_event_id_key UNIQUE (employer_id, endpoint_id, event_id),
  CONSTRAINT webhook_deliveries_endpoint_id_fkey FOREIGN KEY (employer_id, endpoint_id) REFERENCES webhook_endpoints(employer_id, id),
  CONSTRAINT webhook_deliveries_attempts_check CHECK ((((attempts >= 0) AND (attempts <= 10)) AND (redeliveries >= 0))),
  CONSTRAINT webhook_deliveries_body_check CHECK (((octet_length(body) <= 24576) AND (body IS JSON OBJECT))),
  CONSTRAINT webhook_deliveries_dead_reason_check CHECK ((((state = 'dead'::text) = (dead_reason IS NOT NULL)) AND (dead_reason = ANY (ARRAY['attempts_exhausted'::text, 'permanent_failure'::text, 'sender_failed'::text])))),
  CONSTRAINT webhook_deliveries_event_type_check CHECK (((octet_length(event_type) <= 100) AND (event_type ~ '^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)?$'::text))),
  CONSTRAINT webhook_deliveries_finished_check CHECK ((((state = 'pending'::text) = (next_attempt_at IS NOT NULL)) AND ((state = 'pending'::text) = (finished_at IS NULL)))),
  CONSTRAINT webhook_deliveries_job_check CHECK (((job_id IS NULL) OR (state = 'pending'::text) OR (NOT (dead_reason IS DISTINCT FROM 'sender_failed'::text)))),
  CONSTRAINT webhook_deliveries_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'dead'::text, 'endpoint_disabled'::text])))
);
ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_deliveries FORCE ROW LEVEL SECURITY;
CREATE INDEX webhook_deliveries_created_at_idx ON assay.webhook_deliveries USING btree (employer_id, endpoint_id, created_at, id);
CREATE INDEX webhook_deliveries_finished_at_idx ON assay.webhook_deliveries USING btree (finished_at, state) WHERE (state <> 'pending'::text);
CREATE UNIQUE INDEX webhook_deliveries_job_id_key ON assay.webhook_deliveries USING btree (employer_id, job_id) WHERE (job_id IS NOT NULL);
CREATE INDEX webhook_deliveries_lanes_idx ON assay.webhook_deliveries USING btree (employer_id, endpoint_id) WHERE ((state = 'pending'::text) AND (job_id IS NOT NULL));
CREATE INDEX webhook_deliveries_waiting_idx ON assay.webhook_deliveries USING btree (employer_id, endpoint_id, next_attempt_at, id) WHERE ((state = 'pending'::text) AND (job_id IS NULL));
CREATE POLICY webhook_deliveries_expired ON webhook_deliveries AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (state <> 'pending'::text) AND (finished_at < (now() - '30 days'::interval))));
CREATE POLICY webhook_deliveries_seen ON webhook_deliveries AS PERMISSIVE FOR SELECT TO assay_app
  USING ((current_setting('assay.sweep'::text, true) <> ''::text));
CREATE POLICY webhook_deliveries_tenant ON webhook_deliveries AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, SELECT ON webhook_deliveries TO assay_app;
GRANT INSERT (employer_id, id, endpoint_id, event_id, event_type, body, state, next_attempt_at, finished_at) ON webhook_deliveries TO assay_app;
GRANT UPDATE (state, dead_reason, attempts, next_attempt_at, job_id, redeliveries, finished_at) ON webhook_deliveries TO assay_app;

CREATE TABLE webhook_endpoints (
  employer_id uuid NOT NULL,
  id uuid NOT NULL,
  slot smallint,
  url text NOT NULL,
  event_types text[] NOT NULL,
  description text NOT NULL,
  secret bytea,
  previous_secret bytea,
  secret_replaced_at timestamp with time zone,
  disabled_at timestamp with time zone,
  disabled_reason text,
  removed_at timestamp with time zone,
  revision bigint DEFAULT 1 NOT NULL,
  created_at timestamp with time zone DEFAULT now() NOT NULL,
  updated_at timestamp with time zone DEFAULT now() NOT NULL,
  CONSTRAINT webhook_endpoints_pkey PRIMARY KEY (employer_id, id),
  CONSTRAINT webhook_endpoints_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers(employer_id),
  CONSTRAINT webhook_endpoints_description_check CHECK (is_plain_text(description, 200)),
  CONSTRAINT webhook_endpoints_disabled_check CHECK ((((disabled_at IS NULL) = (disabled_reason IS NULL)) AND (disabled_reason = ANY (ARRAY['by_request'::text, 'gone'::text, 'failing'::text])))),
  CONSTRAINT webhook_endpoints_event_types_check CHECK ((((cardinality(event_types) >= 1) AND (cardinality(event_types) <= 50)) AND (array_position(event_types, NULL::text) IS NULL) AND (octet_length(array_to_string(event_types, ' '::text)) <= 5050))),
  CONSTRAINT webhook_endpoints_previous_secret_check CHECK ((((previous_secret IS NULL) = (secret_replaced_at IS NULL)) AND ((octet_length(previous_secret) >= 40) AND (octet_length(previous_secret) <= 200)))),
  CONSTRAINT webhook_endpoints_removed_check CHECK ((((removed_at IS NULL) = (slot IS NOT NULL)) AND ((removed_at IS NULL) = (secret IS NOT NULL)) AND ((removed_at IS NULL) OR (previous_secret IS NULL)))),
  CONSTRAINT webhook_endpoints_secret_check CHECK (((octet_length(secret) >= 40) AND (octet_length(secret) <= 200))),
  CONSTRAINT webhook_endpoints_slot_check CHECK (((slot >= 1) AND (slot <= 20))),
  CONSTRAINT webhook_endpoints_url_check CHECK (((octet_length(url) <= 2048) AND (url ~ '^https://[^[:space:][:cntrl:]@]+$'::text)))
);
ALTER TABLE webhook_endpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_endpoints FORCE ROW LEVEL SECURITY;
CREATE INDEX webhook_endpoints_removed_at_idx ON assay.webhook_endpoints USING btree (removed_at) WHERE (removed_at IS NOT NULL);
CREATE UNIQUE INDEX webhook_endpoints_slot_key ON assay.webhook_endpoints USING btree (employer_id, slot) WHERE (slot IS NOT NULL);
CREATE POLICY webhook_endpoints_expired ON webhook_endpoints AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (removed_at < (now() - '30 days'::interval))));
CREATE POLICY webhook_endpoints_seen ON webhook_endpoints AS PERMISSIVE FOR SELECT TO assay_app
  USING ((current_setting('assay.sweep'::text, true) <> ''::text));
CREATE POLICY webhook_endpoints_tenant ON webhook_endpoints AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
CREATE TRIGGER webhook_endpoints_revision BEFORE UPDATE ON assay.webhook_endpoints FOR EACH ROW EXECUTE FUNCTION advance_revision();
ALTER TABLE webhook_endpoints ENABLE ALWAYS TRIGGER webhook_endpoints_revision;
GRANT DELETE, SELECT ON webhook_endpoints TO assay_app;
GRANT INSERT (employer_id, id, slot, url, event_types, description, secret) ON webhook_endpoints TO assay_app;
GRANT UPDATE (slot, url, event_types, description, secret, previous_secret, secret_replaced_at, disabled_at, disabled_reason, removed_at, updated_at) ON webhook_endpoints TO assay_app;

CREATE TABLE webhook_health (
  employer_id uuid NOT NULL,
  endpoint_id uuid NOT NULL,
  failures_in_a_row integer DEFAULT 0 NOT NULL,
  failing_since timestamp with time zone,
  next_probe_at timestamp with time zone,
  last_delivered_at timestamp with time zone,
  served_at timestamp with time zone,
  CONSTRAINT webhook_health_pkey PRIMARY KEY (employer_id, endpoint_id),
  CONSTRAINT webhook_health_endpoint_id_fkey FOREIGN KEY (employer_id, endpoint_id) REFERENCES webhook_endpoints(employer_id, id),
  CONSTRAINT webhook_health_failures_in_a_row_check CHECK (((failures_in_a_row >= 0) AND ((failures_in_a_row = 0) = (failing_since IS NULL)) AND ((failures_in_a_row > 0) OR (next_probe_at IS NULL))))
);
ALTER TABLE webhook_health ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_health FORCE ROW LEVEL SECURITY;
CREATE POLICY webhook_health_expired ON webhook_health AS PERMISSIVE FOR DELETE TO assay_app
  USING (((current_setting('assay.sweep'::text, true) <> ''::text) AND (EXISTS ( SELECT 1
   FROM webhook_endpoints e
  WHERE ((e.employer_id = webhook_health.employer_id) AND (e.id = webhook_health.endpoint_id) AND (e.removed_at < (now() - '30 days'::interval)))))));
CREATE POLICY webhook_health_seen ON webhook_health AS PERMISSIVE FOR SELECT TO assay_app
  USING ((current_setting('assay.sweep'::text, true) <> ''::text));
CREATE POLICY webhook_health_tenant ON webhook_health AS PERMISSIVE FOR ALL TO PUBLIC
  USING ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid))
  WITH CHECK ((employer_id = (NULLIF(current_setting('assay.employer'::text, true), ''::text))::uuid));
GRANT DELETE, SELECT ON webhook_health TO assay_app;
GRANT INSERT (employer_id, endpoint_id) ON webhook_health TO assay_app;
GRANT UPDATE (failures_in_a_row, failing_since, next_probe_at, last_delivered_at, served_at) ON webhook_health TO assay_app;
