import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealedTable, tenantTable } from './tenancy.js';

const milliseconds = (time: string): string => `trunc(extract(epoch FROM ${time}) * 1000)::bigint`;

/** The time that a version gives, with what the invite adds to it; in whole seconds, never less than was promised. */
const extendedTimeLimit = `make_interval(secs => ceil(policy.time_limit_minutes * 60 * (100 + coalesce(invite.extra_time_percent, 0)) / 100.0))
            + make_interval(mins => coalesce(invite.extra_minutes, 0))`;
const readInvite = `
        IF NEW.invite_id IS NOT NULL THEN
          SELECT * INTO invite FROM invites WHERE employer_id = NEW.employer_id AND id = NEW.invite_id;
        END IF;`;

function setAttemptTimes(parts: { declare: string; read: string; limit: string; counters: string }): string {
  return `
      CREATE OR REPLACE FUNCTION set_attempt_times() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      DECLARE policy versions;${parts.declare}
      BEGIN
        SELECT * INTO policy FROM versions WHERE employer_id = NEW.employer_id AND id = NEW.version_id;${parts.read}
        NEW.started_at := date_trunc('milliseconds', now());
        NEW.deadline_at := least(NEW.started_at + ${parts.limit}, date_trunc('milliseconds', policy.closes_at));
        NEW.state := 'in_progress';
        NEW.finish_reason := NULL;
        NEW.ended_at := NULL;${parts.counters}
        RETURN NEW;
      END $$;`;
}

/**
 * The deadline, the sitting and the revision of the time change with a row of attempt_time_changes that says so, and a finished
 * attempt runs again only so. Looked up where one of them differs: no save and no submission pays for it.
 */
const timeChange = `
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
        END IF;`;

function checkAttemptChange(parts: { declare: string; fixed: string; changes: string }): string {
  return `
      CREATE OR REPLACE FUNCTION check_attempt_change() RETURNS trigger LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      ${parts.declare}BEGIN
        IF (NEW.employer_id, NEW.id, NEW.assessment_id, NEW.version_id, NEW.candidate_id, NEW.started_at)
             IS DISTINCT FROM (OLD.employer_id, OLD.id, OLD.assessment_id, OLD.version_id, OLD.candidate_id, OLD.started_at)${parts.fixed} THEN
          RAISE EXCEPTION 'identity and times of an attempt do not change'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_fixed', TABLE = 'attempts';
        END IF;${parts.changes}
        IF OLD.state <> 'in_progress' AND (NEW.ended_at, NEW.finish_reason) IS DISTINCT FROM (OLD.ended_at, OLD.finish_reason)
           OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
             (('in_progress', 'ending'), ('in_progress', 'finished'), ('ending', 'finished')) THEN
          RAISE EXCEPTION 'an attempt ends once'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_state_transition', TABLE = 'attempts';
        END IF;
        RETURN NEW;
      END $$;`;
}

function checkSubmission(sitting: string): string {
  return `
      CREATE OR REPLACE FUNCTION check_submission() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      DECLARE attempt attempts;
      BEGIN
        SELECT * INTO attempt FROM attempts WHERE employer_id = NEW.employer_id AND id = NEW.attempt_id;
        IF attempt.state <> 'finished' OR NEW.finish_reason <> attempt.finish_reason OR NEW.finished_at <> attempt.ended_at
           OR NEW.finished_at > attempt.deadline_at + attempt_grace()
           OR NEW.finish_reason = 'deadline' AND NEW.finished_at IS DISTINCT FROM attempt.deadline_at THEN
          RAISE EXCEPTION 'the submission does not agree with its attempt'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'submissions_agree', TABLE = 'submissions';
        END IF;${sitting}
        RETURN NEW;
      END $$;`;
}

const submissionKeys = (sitting: string): string => `
      ALTER TABLE submissions DROP CONSTRAINT submissions_attempt_id_key, DROP CONSTRAINT submissions_candidate_id_key,
        ADD CONSTRAINT submissions_attempt_id_key UNIQUE (employer_id, attempt_id, assessment_id, version_id, candidate_id${sitting}),
        ADD CONSTRAINT submissions_candidate_id_key UNIQUE (employer_id, assessment_id, candidate_id${sitting});`;

export class AttemptTimesCreate1763600018000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE invites ADD COLUMN extra_time_percent smallint, ADD COLUMN extra_minutes smallint,
        ADD CONSTRAINT invites_extra_time_percent_check CHECK (extra_time_percent BETWEEN 0 AND 300),
        ADD CONSTRAINT invites_extra_minutes_check CHECK (extra_minutes BETWEEN 0 AND 1440),
        ADD CONSTRAINT invites_extra_time_check CHECK (num_nonnulls(extra_time_percent, extra_minutes) <= 1);
      GRANT INSERT (extra_time_percent, extra_minutes), UPDATE (extra_time_percent, extra_minutes) ON invites TO assay_app;

      -- Without checks: only the functions below reach them, and each check is paid for by every save of a state.
      ALTER TABLE attempts ADD COLUMN sitting integer NOT NULL DEFAULT 1, ADD COLUMN time_revision integer NOT NULL DEFAULT 0;
      ALTER TABLE submissions ADD COLUMN sitting integer NOT NULL DEFAULT 1;
      ${submissionKeys(', sitting')}

      CREATE TABLE attempt_time_changes (
        employer_id uuid NOT NULL,
        attempt_id uuid NOT NULL,
        revision integer NOT NULL,
        kind text NOT NULL,
        -- One for all the attempts that a person gave time at once; the journal's event names it.
        act_id uuid NOT NULL,
        minutes integer NOT NULL,
        reason text NOT NULL,
        actor_type text NOT NULL,
        actor_id uuid NOT NULL,
        from_deadline_at timestamptz(3) NOT NULL,
        to_deadline_at timestamptz(3) NOT NULL,
        changed_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT attempt_time_changes_pkey PRIMARY KEY (employer_id, attempt_id, revision),
        CONSTRAINT attempt_time_changes_attempt_id_fkey FOREIGN KEY (employer_id, attempt_id) REFERENCES attempts (employer_id, id),
        CONSTRAINT attempt_time_changes_revision_check CHECK (revision >= 1),
        CONSTRAINT attempt_time_changes_kind_check CHECK (kind IN ('extension', 'reopening')),
        CONSTRAINT attempt_time_changes_minutes_check CHECK (minutes BETWEEN 1 AND 1440),
        CONSTRAINT attempt_time_changes_reason_check CHECK (is_plain_text(reason, 500) AND reason ~ '\\S'),
        CONSTRAINT attempt_time_changes_actor_type_check CHECK (actor_type IN ('member', 'api_key')),
        CONSTRAINT attempt_time_changes_to_deadline_at_check CHECK (to_deadline_at > from_deadline_at)
      );
      ${tenantTable('attempt_time_changes')}
      ${sealedTable('attempt_time_changes')}

      -- Of the submissions of an attempt the one that is not named here counts. Few rows, so that leaving them out costs nothing.
      CREATE TABLE superseded_submissions (
        employer_id uuid NOT NULL,
        submission_id uuid NOT NULL,
        attempt_id uuid NOT NULL,
        revision integer NOT NULL,
        CONSTRAINT superseded_submissions_pkey PRIMARY KEY (employer_id, submission_id),
        CONSTRAINT superseded_submissions_submission_id_fkey FOREIGN KEY (employer_id, submission_id)
          REFERENCES submissions (employer_id, id),
        CONSTRAINT superseded_submissions_attempt_id_fkey FOREIGN KEY (employer_id, revision, attempt_id)
          REFERENCES attempt_time_changes (employer_id, revision, attempt_id),
        CONSTRAINT superseded_submissions_attempt_id_key UNIQUE (employer_id, attempt_id, revision)
      );
      ${tenantTable('superseded_submissions')}
      ${sealedTable('superseded_submissions')}
      GRANT SELECT ON attempt_time_changes, superseded_submissions TO assay_app;
      GRANT SELECT (sitting) ON attempts, submissions TO assay_candidate;

      ${setAttemptTimes({
        declare: ' invite invites;',
        read: readInvite,
        limit: extendedTimeLimit,
        counters: '\n        NEW.sitting := 1;\n        NEW.time_revision := 0;',
      })}
      ${checkAttemptChange({ declare: 'DECLARE change attempt_time_changes;\n      ', fixed: '', changes: timeChange })}
      -- Nobody who writes a submission says which sitting it is of; there is one of each.
      ${checkSubmission('\n        NEW.sitting := attempt.sitting;')}

      -- The only ways in which a deadline moves. The rows are locked in the order in which saves and submissions take them; who
      -- stands first decides: an attempt that has ended, or whose grace was over when the caller asked, gets no time here.
      CREATE FUNCTION extend_attempts(p_employer_id uuid, p_assessment_id uuid, p_attempts uuid[], p_minutes integer,
          p_past_closing boolean, p_reason text, p_act_id uuid, p_actor_type text, p_actor_id uuid)
        RETURNS TABLE (attempt_id uuid, outcome text, deadline_at timestamptz)
        LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
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
      END $$;

      -- The answers are still there; the submission that froze them is kept and no longer counts. The invite's lock makes this and
      -- a revocation wait for each other.
      CREATE FUNCTION reopen_attempt(p_employer_id uuid, p_attempt_id uuid, p_minutes integer, p_reason text, p_act_id uuid,
          p_actor_type text, p_actor_id uuid, OUT outcome text, OUT deadline_at timestamptz, OUT submission_id uuid)
        LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
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
      END $$;
      GRANT EXECUTE ON FUNCTION extend_attempts(uuid, uuid, uuid[], integer, boolean, text, uuid, text, uuid),
        reopen_attempt(uuid, uuid, integer, text, uuid, text, uuid) TO assay_app;

      -- How attempts stand, for streams that follow many: each is shown to who proves its token, and an employer's are read together.
      CREATE FUNCTION watch_attempts(p_employers uuid[], p_attempts uuid[], p_token_hashes bytea[])
        RETURNS TABLE (place integer, state text, finish_reason text, time_revision integer, deadline_at timestamptz,
          server_time timestamptz, remaining_milliseconds bigint, may_run_again boolean)
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
              a.finish_reason = 'deadline' AND a.ended_at > now() - interval '10 minutes'
            FROM unnest(watched.attempts, watched.token_hashes, watched.places) AS w (attempt_id, token_hash, place)
            JOIN attempts a ON a.employer_id = watched.employer_id AND a.id = w.attempt_id AND a.token_hash = w.token_hash;
        END LOOP;
      END $$;
      GRANT EXECUTE ON FUNCTION watch_attempts(uuid[], uuid[], bytea[]) TO assay_candidate;
    `);
  }

  /** Where an attempt was reopened there are two submissions of it, and the old keys cannot be made again. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION watch_attempts(uuid[], uuid[], bytea[]);
      DROP FUNCTION reopen_attempt(uuid, uuid, integer, text, uuid, text, uuid);
      DROP FUNCTION extend_attempts(uuid, uuid, uuid[], integer, boolean, text, uuid, text, uuid);
      ${checkSubmission('')}
      ${checkAttemptChange({
        declare: '',
        fixed: '\n           OR NEW.deadline_at IS DISTINCT FROM OLD.deadline_at',
        changes: '',
      })}
      ${setAttemptTimes({
        declare: '',
        read: '',
        limit: 'make_interval(mins => policy.time_limit_minutes)',
        counters: '',
      })}
      DROP TABLE superseded_submissions, attempt_time_changes;
      ${submissionKeys('')}
      ALTER TABLE submissions DROP COLUMN sitting;
      ALTER TABLE attempts DROP COLUMN time_revision, DROP COLUMN sitting;
      ALTER TABLE invites DROP COLUMN extra_minutes, DROP COLUMN extra_time_percent;
    `);
  }
}
