import type { MigrationInterface, QueryRunner } from 'typeorm';

interface TimeLimit {
  readonly column: string;
  readonly value: string;
  readonly version: string;
}

/** Of the version that would be started now. The arithmetic is that of set_attempt_times(). */
const withTimeLimit: TimeLimit = {
  column: ',\n          own_time_limit_seconds integer',
  value: `,
            (ceil(v.time_limit_minutes * 60 * (100 + coalesce(i.extra_time_percent, 0)) / 100.0)
              + 60 * coalesce(i.extra_minutes, 0))::integer`,
  version: `
          LEFT JOIN assessments t ON t.employer_id = i.employer_id AND t.id = i.assessment_id
          LEFT JOIN versions v ON v.employer_id = i.employer_id AND v.assessment_id = i.assessment_id
            AND v.number = t.latest_version_number`,
};
const withoutTimeLimit: TimeLimit = { column: '', value: '', version: '' };

/** What the link of an invite opens; `limit` is what this migration adds. */
function findInvite(limit: TimeLimit): string {
  return `
      DROP FUNCTION find_invite(uuid, bytea);
      -- Looks up an invite by its token. Nothing is changed: mail scanners open links.
      CREATE FUNCTION find_invite(p_employer_id uuid, p_token_hash bytea)
        RETURNS TABLE (id uuid, assessment_id uuid, name text, email text, unusable_because text, attempt_state text, attempt_version_id uuid${limit.column})
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = assay, pg_temp AS $$
      BEGIN
        PERFORM set_config('assay.employer', p_employer_id::text, true);
        RETURN QUERY SELECT i.id, i.assessment_id, i.name, i.email, CASE WHEN i.revoked_at IS NOT NULL THEN 'revoked' WHEN i.expires_at <= now() THEN 'expired' END, a.state, a.version_id${limit.value}
          FROM invites i
          LEFT JOIN candidates c ON c.employer_id = i.employer_id AND c.email_canonical = i.email_canonical
          LEFT JOIN attempts a ON a.employer_id = i.employer_id AND a.assessment_id = i.assessment_id AND a.candidate_id = c.id${limit.version}
          WHERE i.employer_id = p_employer_id AND i.token_hash = p_token_hash;
      END $$;
      GRANT EXECUTE ON FUNCTION find_invite(uuid, bytea) TO assay_candidate;`;
}

export class FindInviteTimeLimitAdd1763600021500 implements MigrationInterface {
  name = 'FindInviteTimeLimitAdd1763600021500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(findInvite(withTimeLimit));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(findInvite(withoutTimeLimit));
  }
}
