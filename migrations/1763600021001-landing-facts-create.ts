import type { MigrationInterface, QueryRunner } from 'typeorm';

const landingColumns = `assessment_id uuid, employer_name text, title text, description text, item_count integer,
          time_limit_minutes integer, pass_mark_percent numeric, review_policy text, opens_at timestamptz, closes_at timestamptz,
          link_open boolean, state text, requires_email_verification boolean`;

interface LandingFacts {
  readonly columns: string;
  readonly values: string;
}

const withFacts: LandingFacts = {
  columns: ', wrong_answers_cost boolean, partial_credit boolean, link_full boolean',
  values: `,
            v.wrong_answers_cost, v.partial_credit,
            a.link_capacity IS NOT NULL AND link_places_taken(a.employer_id, a.id, a.link_capacity) >= a.link_capacity`,
};
const withoutFacts: LandingFacts = { columns: '', values: '' };

/** What anybody with the link may know, for one and for several at once; `facts` are what this migration adds. */
function findLandings(facts: LandingFacts): string {
  return `
      CREATE FUNCTION find_landing(p_employer_id uuid, p_slug text, p_assessment_id uuid)
        RETURNS TABLE (${landingColumns}${facts.columns})
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT a.id, e.name, v.title, v.description, v.item_count, v.time_limit_minutes, v.pass_mark_percent,
            v.review_policy, v.opens_at, v.closes_at, a.link_open,
            CASE WHEN a.status <> 'active' OR v.closes_at <= now() THEN 'closed' WHEN v.opens_at > now() THEN 'not_open_yet' ELSE 'open' END,
            a.require_email_verification${facts.values}
          FROM assessments a
          JOIN versions v ON v.employer_id = a.employer_id AND v.assessment_id = a.id AND v.number = a.latest_version_number
          JOIN employers e ON e.employer_id = a.employer_id
          WHERE a.employer_id = p_employer_id AND (a.slug = p_slug OR a.id = p_assessment_id);
      END $$;

      CREATE FUNCTION find_landings(p_calls jsonb)
        RETURNS TABLE (place integer, ${landingColumns}${facts.columns})
        LANGUAGE plpgsql STABLE SET search_path = assay, pg_temp AS $$
      DECLARE call record;
      BEGIN
        FOR call IN SELECT o.place, c.* FROM jsonb_array_elements(p_calls) WITH ORDINALITY AS o (value, place),
            jsonb_to_record(o.value) AS c (employer uuid, slug text, assessment uuid) LOOP
          RETURN QUERY SELECT call.place::integer, f.* FROM (SELECT 1) AS one
            LEFT JOIN find_landing(call.employer, call.slug, call.assessment) AS f ON true;
        END LOOP;
      END $$;

      GRANT EXECUTE ON FUNCTION find_landing(uuid, text, uuid), find_landings(jsonb) TO assay_candidate;`;
}

/** An invite that cannot be used says why: the candidate is told whether it was withdrawn or its time has passed. */
function findInvite(usable: { readonly column: string; readonly value: string }): string {
  return `
      -- Looks up an invite by its token. Nothing is changed: mail scanners open links.
      CREATE FUNCTION find_invite(p_employer_id uuid, p_token_hash bytea)
        RETURNS TABLE (id uuid, assessment_id uuid, name text, email text, ${usable.column}, attempt_state text, attempt_version_id uuid)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT i.id, i.assessment_id, i.name, i.email, ${usable.value}, a.state, a.version_id
          FROM invites i
          LEFT JOIN candidates c ON c.employer_id = i.employer_id AND c.email_canonical = i.email_canonical
          LEFT JOIN attempts a ON a.employer_id = i.employer_id AND a.assessment_id = i.assessment_id AND a.candidate_id = c.id
          WHERE i.employer_id = p_employer_id AND i.token_hash = p_token_hash;
      END $$;
      GRANT EXECUTE ON FUNCTION find_invite(uuid, bytea) TO assay_candidate;`;
}

/**
 * What the page of candidates tells and shows: how a version is presented and scored, how many may start by the public link, and why
 * an invite is no longer good.
 */
export class LandingFactsCreate1763600021001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE assessments ADD COLUMN presentation text NOT NULL DEFAULT 'one_by_one', ADD COLUMN link_capacity integer,
        ADD CONSTRAINT assessments_presentation_check CHECK (presentation IN ('one_by_one', 'all')),
        ADD CONSTRAINT assessments_link_capacity_check CHECK (link_capacity BETWEEN 1 AND 1000000);
      ALTER TABLE versions ADD COLUMN presentation text NOT NULL DEFAULT 'one_by_one',
        ADD COLUMN wrong_answers_cost boolean NOT NULL DEFAULT false, ADD COLUMN partial_credit boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT versions_presentation_check CHECK (presentation IN ('one_by_one', 'all'));
      GRANT INSERT (presentation, link_capacity), UPDATE (presentation, link_capacity) ON assessments TO assay_app;
      GRANT INSERT (presentation, wrong_answers_cost, partial_credit) ON versions TO assay_app;
      GRANT SELECT (link_capacity) ON assessments TO assay_candidate;
      GRANT SELECT (presentation, wrong_answers_cost, partial_credit) ON versions TO assay_candidate;

      -- Counts no further than it matters. As its owner: a candidate's role sees no attempt but its own.
      CREATE FUNCTION link_places_taken(p_employer_id uuid, p_assessment_id uuid, p_most integer) RETURNS integer
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = assay, pg_temp AS $$
        SELECT count(*)::integer FROM (SELECT FROM attempts WHERE employer_id = p_employer_id AND assessment_id = p_assessment_id
          AND invite_id IS NULL LIMIT p_most) AS taken
      $$;
      GRANT EXECUTE ON FUNCTION link_places_taken(uuid, uuid, integer) TO assay_candidate;

      -- Two who want the last place wait for each other here: starts hold the assessment's row shared, and a lock that all of them
      -- share keeps no count. Without a capacity nothing is locked and nothing is counted.
      CREATE FUNCTION check_link_capacity() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
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
      END $$;
      CREATE TRIGGER attempts_link_capacity BEFORE INSERT ON attempts FOR EACH ROW WHEN (NEW.invite_id IS NULL)
        EXECUTE FUNCTION check_link_capacity();
      ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_link_capacity;

      DROP FUNCTION find_landings(jsonb);
      DROP FUNCTION find_landing(uuid, text, uuid);
      ${findLandings(withFacts)}
      DROP FUNCTION find_invite(uuid, bytea);
      ${findInvite({
        column: 'unusable_because text',
        value: `CASE WHEN i.revoked_at IS NOT NULL THEN 'revoked' WHEN i.expires_at <= now() THEN 'expired' END`,
      })}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION find_invite(uuid, bytea);
      ${findInvite({ column: 'usable boolean', value: 'i.revoked_at IS NULL AND i.expires_at > now()' })}
      DROP FUNCTION find_landings(jsonb);
      DROP FUNCTION find_landing(uuid, text, uuid);
      ${findLandings(withoutFacts)}
      DROP TRIGGER attempts_link_capacity ON attempts;
      DROP FUNCTION check_link_capacity();
      DROP FUNCTION link_places_taken(uuid, uuid, integer);
      ALTER TABLE versions DROP COLUMN partial_credit, DROP COLUMN wrong_answers_cost, DROP COLUMN presentation;
      ALTER TABLE assessments DROP COLUMN link_capacity, DROP COLUMN presentation;
    `);
  }
}
