import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sealedTable, tenantTable } from './tenancy.js';

const currentAttempt = `NULLIF(current_setting('assay.attempt', true), '')::uuid`;

export class AttemptsCreate1763600005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE candidates (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        email_canonical text COLLATE "C" NOT NULL,
        email text NOT NULL,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT candidates_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT candidates_employer_id_fkey FOREIGN KEY (employer_id) REFERENCES employers (employer_id),
        CONSTRAINT candidates_email_canonical_key UNIQUE (employer_id, email_canonical),
        CONSTRAINT candidates_email_canonical_check CHECK (is_canonical_email(email_canonical)),
        CONSTRAINT candidates_email_check CHECK (is_plain_text(email, 254)),
        CONSTRAINT candidates_name_check CHECK (is_plain_text(name, 200))
      );
      ${tenantTable('candidates')}

      CREATE TABLE invites (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        email_canonical text COLLATE "C" NOT NULL,
        email text NOT NULL,
        name text NOT NULL,
        token_hash bytea NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        sent_count integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT invites_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT invites_assessment_id_fkey FOREIGN KEY (employer_id, assessment_id) REFERENCES assessments (employer_id, id),
        CONSTRAINT invites_token_hash_key UNIQUE (employer_id, token_hash),
        CONSTRAINT invites_token_hash_check CHECK (octet_length(token_hash) = 32),
        CONSTRAINT invites_email_canonical_check CHECK (is_canonical_email(email_canonical)),
        CONSTRAINT invites_email_check CHECK (is_plain_text(email, 254)),
        CONSTRAINT invites_name_check CHECK (is_plain_text(name, 200)),
        CONSTRAINT invites_sent_count_check CHECK (sent_count BETWEEN 1 AND 100)
      );
      CREATE UNIQUE INDEX invites_live_key ON invites (employer_id, assessment_id, email_canonical) WHERE revoked_at IS NULL;
      CREATE INDEX invites_created_at_idx ON invites (employer_id, assessment_id, created_at, id);
      ${tenantTable('invites')}

      CREATE TABLE attempts (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        version_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        invite_id uuid,
        token_hash bytea NOT NULL,
        -- Whole milliseconds: JavaScript's Date carries no more, and an end must equal the deadline it was read from.
        started_at timestamptz(3) NOT NULL DEFAULT now(),
        deadline_at timestamptz(3),
        state text NOT NULL DEFAULT 'in_progress',
        finish_reason text,
        ended_at timestamptz(3),
        CONSTRAINT attempts_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT attempts_version_id_fkey FOREIGN KEY (employer_id, version_id, assessment_id)
          REFERENCES versions (employer_id, id, assessment_id),
        CONSTRAINT attempts_candidate_id_fkey FOREIGN KEY (employer_id, candidate_id) REFERENCES candidates (employer_id, id),
        CONSTRAINT attempts_invite_id_fkey FOREIGN KEY (employer_id, invite_id) REFERENCES invites (employer_id, id),
        CONSTRAINT attempts_candidate_id_key UNIQUE (employer_id, assessment_id, candidate_id),
        CONSTRAINT attempts_version_id_key UNIQUE (employer_id, id, version_id),
        CONSTRAINT attempts_identity_key UNIQUE (employer_id, id, assessment_id, version_id, candidate_id),
        CONSTRAINT attempts_token_hash_check CHECK (octet_length(token_hash) = 32),
        CONSTRAINT attempts_state_check CHECK (state IN ('in_progress', 'ending', 'finished')),
        CONSTRAINT attempts_finish_reason_check CHECK (finish_reason IN ('submitted', 'deadline', 'closed', 'revoked')),
        CONSTRAINT attempts_ended_at_check CHECK ((state = 'in_progress') = (ended_at IS NULL)
          AND (ended_at IS NULL) = (finish_reason IS NULL) AND ended_at >= started_at)
      );
      -- With id at its end: the planner takes this index for the foreign keys that point here, and would otherwise read
      -- every attempt of the version for each submission.
      CREATE INDEX attempts_version_id_idx ON attempts (employer_id, version_id, assessment_id, id);
      CREATE INDEX attempts_candidate_id_idx ON attempts (employer_id, candidate_id);
      CREATE INDEX attempts_invite_id_idx ON attempts (employer_id, invite_id);
      CREATE INDEX attempts_deadline_at_idx ON attempts (deadline_at) WHERE state = 'in_progress';
      CREATE INDEX attempts_ending_idx ON attempts (ended_at) WHERE state = 'ending';
      ${tenantTable('attempts')}
      CREATE POLICY attempts_own ON attempts AS RESTRICTIVE TO assay_candidate USING (id = ${currentAttempt});
      -- The worker finds the attempts that nobody ended without knowing the tenants.
      CREATE POLICY attempts_due ON attempts FOR SELECT TO assay_app
        USING (current_setting('assay.sweep', true) = 'on' AND (state = 'ending' OR state = 'in_progress' AND deadline_at < now()));

      -- How long after the deadline an answer or a submission is still taken: the network is not the candidate's fault.
      CREATE FUNCTION attempt_grace() RETURNS interval LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN interval '10 seconds';

      -- Nobody who writes an attempt chooses its times: the database clock and the version do.
      CREATE FUNCTION set_attempt_times() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      DECLARE policy versions;
      BEGIN
        SELECT * INTO policy FROM versions WHERE employer_id = NEW.employer_id AND id = NEW.version_id;
        NEW.started_at := date_trunc('milliseconds', now());
        NEW.deadline_at := least(NEW.started_at + make_interval(mins => policy.time_limit_minutes), date_trunc('milliseconds', policy.closes_at));
        NEW.state := 'in_progress';
        NEW.finish_reason := NULL;
        NEW.ended_at := NULL;
        RETURN NEW;
      END $$;
      CREATE TRIGGER attempts_times BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION set_attempt_times();
      ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_times;

      CREATE FUNCTION check_attempt_change() RETURNS trigger LANGUAGE plpgsql SET search_path = assay, pg_temp AS $$
      BEGIN
        IF (NEW.employer_id, NEW.id, NEW.assessment_id, NEW.version_id, NEW.candidate_id, NEW.started_at)
             IS DISTINCT FROM (OLD.employer_id, OLD.id, OLD.assessment_id, OLD.version_id, OLD.candidate_id, OLD.started_at)
           OR NEW.deadline_at IS DISTINCT FROM OLD.deadline_at THEN
          RAISE EXCEPTION 'identity and times of an attempt do not change'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_fixed', TABLE = 'attempts';
        END IF;
        IF OLD.state <> 'in_progress' AND (NEW.ended_at, NEW.finish_reason) IS DISTINCT FROM (OLD.ended_at, OLD.finish_reason)
           OR NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
             (('in_progress', 'ending'), ('in_progress', 'finished'), ('ending', 'finished')) THEN
          RAISE EXCEPTION 'an attempt ends once'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'attempts_state_transition', TABLE = 'attempts';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER attempts_fixed BEFORE UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION check_attempt_change();
      ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_fixed;

      CREATE TABLE answers (
        employer_id uuid NOT NULL,
        attempt_id uuid NOT NULL,
        item_id uuid NOT NULL,
        version_id uuid NOT NULL,
        response jsonb NOT NULL,
        client_sequence bigint NOT NULL,
        saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT answers_pkey PRIMARY KEY (employer_id, attempt_id, item_id),
        CONSTRAINT answers_attempt_id_fkey FOREIGN KEY (employer_id, attempt_id, version_id)
          REFERENCES attempts (employer_id, id, version_id),
        CONSTRAINT answers_item_id_fkey FOREIGN KEY (employer_id, version_id, item_id) REFERENCES items (employer_id, version_id, id),
        CONSTRAINT answers_client_sequence_check CHECK (client_sequence BETWEEN 1 AND 9007199254740991),
        CONSTRAINT answers_response_check CHECK (octet_length(response::text) <= 16384)
      );
      CREATE INDEX answers_item_id_idx ON answers (employer_id, version_id, item_id);
      ${tenantTable('answers')}
      CREATE POLICY answers_own ON answers AS RESTRICTIVE TO assay_candidate USING (attempt_id = ${currentAttempt});

      -- The shared lock makes a save and the end of the attempt wait for each other; the state is read under it, so
      -- that no answer follows the submission that froze them.
      CREATE FUNCTION check_answer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
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
      END $$;
      CREATE TRIGGER answers_attempt_open BEFORE INSERT OR UPDATE ON answers FOR EACH ROW EXECUTE FUNCTION check_answer();
      ALTER TABLE answers ENABLE ALWAYS TRIGGER answers_attempt_open;

      CREATE TABLE submissions (
        employer_id uuid NOT NULL,
        id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        version_id uuid NOT NULL,
        candidate_id uuid NOT NULL,
        attempt_id uuid NOT NULL,
        finish_reason text NOT NULL,
        finished_at timestamptz(3) NOT NULL,
        received_at timestamptz(3) NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
        responses text NOT NULL,
        responses_sha256 bytea NOT NULL,
        CONSTRAINT submissions_pkey PRIMARY KEY (employer_id, id),
        CONSTRAINT submissions_attempt_id_fkey FOREIGN KEY (employer_id, attempt_id, assessment_id, version_id, candidate_id)
          REFERENCES attempts (employer_id, id, assessment_id, version_id, candidate_id),
        CONSTRAINT submissions_attempt_id_key UNIQUE (employer_id, attempt_id, assessment_id, version_id, candidate_id),
        CONSTRAINT submissions_candidate_id_key UNIQUE (employer_id, assessment_id, candidate_id),
        CONSTRAINT submissions_finish_reason_check CHECK (finish_reason IN ('submitted', 'deadline', 'closed', 'revoked')),
        CONSTRAINT submissions_responses_sha256_check CHECK (responses_sha256 = sha256(convert_to(responses, 'UTF8')))
      );
      CREATE INDEX submissions_finished_at_idx ON submissions (employer_id, assessment_id, finished_at, id);
      ${tenantTable('submissions')}
      ${sealedTable('submissions')}
      CREATE POLICY submissions_own ON submissions AS RESTRICTIVE TO assay_candidate USING (attempt_id = ${currentAttempt});

      -- A submission says how its attempt ended, and no candidate gains time: the attempt was ended first, in the
      -- same transaction, and its end lies within the deadline and the grace.
      CREATE FUNCTION check_submission() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      DECLARE attempt attempts;
      BEGIN
        SELECT * INTO attempt FROM attempts WHERE employer_id = NEW.employer_id AND id = NEW.attempt_id;
        IF attempt.state <> 'finished' OR NEW.finish_reason <> attempt.finish_reason OR NEW.finished_at <> attempt.ended_at
           OR NEW.finished_at > attempt.deadline_at + attempt_grace()
           OR NEW.finish_reason = 'deadline' AND NEW.finished_at IS DISTINCT FROM attempt.deadline_at THEN
          RAISE EXCEPTION 'the submission does not agree with its attempt'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'submissions_agree', TABLE = 'submissions';
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER submissions_agree BEFORE INSERT ON submissions FOR EACH ROW EXECUTE FUNCTION check_submission();
      ALTER TABLE submissions ENABLE ALWAYS TRIGGER submissions_agree;

      CREATE TABLE scores (
        employer_id uuid NOT NULL,
        submission_id uuid NOT NULL,
        revision integer NOT NULL,
        points numeric(24,10) NOT NULL,
        maximum_points numeric(13,4) NOT NULL,
        percent numeric(5,2) NOT NULL,
        passed boolean,
        items jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT scores_pkey PRIMARY KEY (employer_id, submission_id, revision),
        CONSTRAINT scores_submission_id_fkey FOREIGN KEY (employer_id, submission_id) REFERENCES submissions (employer_id, id),
        CONSTRAINT scores_revision_check CHECK (revision >= 1),
        -- NaN is greater than every number and equal to itself: the upper end keeps it out of both columns.
        CONSTRAINT scores_points_check CHECK (points >= 0 AND points <= maximum_points AND maximum_points <= 20000000),
        CONSTRAINT scores_percent_check CHECK (percent BETWEEN 0 AND 100)
      );
      ${tenantTable('scores')}
      ${sealedTable('scores')}
      CREATE POLICY scores_own ON scores AS RESTRICTIVE TO assay_candidate
        USING (submission_id IN (SELECT id FROM submissions WHERE attempt_id = ${currentAttempt}));

      GRANT SELECT ON candidates, invites, attempts, answers, submissions, scores TO assay_app;
      GRANT INSERT (employer_id, id, assessment_id, email_canonical, email, name, token_hash, expires_at) ON invites TO assay_app;
      GRANT UPDATE (token_hash, expires_at, revoked_at, sent_count) ON invites TO assay_app;
      GRANT UPDATE (state, finish_reason, ended_at) ON attempts TO assay_app;
      GRANT INSERT (employer_id, id, assessment_id, version_id, candidate_id, attempt_id, finish_reason, finished_at, responses,
        responses_sha256) ON submissions TO assay_app;
      GRANT INSERT (employer_id, submission_id, revision, points, maximum_points, percent, passed, items) ON scores TO assay_app;

      GRANT SELECT (employer_id, id, assessment_id, version_id, token_hash, started_at, deadline_at, state, finish_reason, ended_at)
        ON attempts TO assay_candidate;
      GRANT SELECT (employer_id, attempt_id, item_id, response, client_sequence, saved_at) ON answers TO assay_candidate;
      GRANT SELECT (employer_id, id, attempt_id, version_id, finish_reason, finished_at, received_at, responses_sha256)
        ON submissions TO assay_candidate;
      GRANT SELECT (employer_id, submission_id, revision, points, maximum_points, percent, passed, items) ON scores TO assay_candidate;
      GRANT EXECUTE ON FUNCTION attempt_grace() TO assay_app, assay_candidate;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE scores, submissions, answers, attempts, invites, candidates;
      DROP FUNCTION check_submission();
      DROP FUNCTION check_answer();
      DROP FUNCTION check_attempt_change();
      DROP FUNCTION set_attempt_times();
      DROP FUNCTION attempt_grace();
    `);
  }
}
