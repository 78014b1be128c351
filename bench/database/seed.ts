import type { Client } from 'pg';
import { benchItems } from '../items.js';
import { employerCount, idKinds, identitySql, itemCount, slugOf } from '../identities.js';
import { floorSchema } from './floor-schema.js';

const guardedTables = ['event_heads', 'versions', 'items', 'answer_keys'];
const { employer, assessment, version, candidate, attempt, item } = idKinds;

/**
 * Employers with one active assessment each and attempts with all answers saved; set-based, by the superuser. The
 * floor's own tables get a copy of them.
 */
export async function seed(admin: Client, attempts: number): Promise<void> {
  await admin.query('SET search_path = assay, pg_temp');
  await admin.query(identitySql);
  // The guards run as the tables' owner, who sees one tenant at a time; a seed of all tenants needs him to see them all.
  for (const table of guardedTables) await admin.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  await seedVersions(admin);
  for (const table of guardedTables) await admin.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await seedAttempts(admin, attempts);
  await admin.query(floorSchema);
  await admin.query('VACUUM ANALYZE');
  await admin.query('CHECKPOINT');
}

async function seedVersions(admin: Client): Promise<void> {
  await admin.query('BEGIN');
  await admin.query(
    `WITH numbered AS (SELECT n, bench.id(${employer}, n) AS employer_id FROM generate_series(0, ${employerCount - 1}) n),
          made AS (INSERT INTO employers (employer_id, name) SELECT employer_id, 'Employer ' || n FROM numbered)
     INSERT INTO active_slots (employer_id, slot) SELECT employer_id, 1 FROM numbered`,
  );
  await admin.query(
    `INSERT INTO assessments (employer_id, id, title, description, time_limit_minutes, pass_mark_percent, status, active_slot, slug,
       latest_version_number)
     SELECT bench.id(${employer}, n), bench.id(${assessment}, n), 'Entrance test ' || n, repeat('What this test is about. ', 12), 1440, 60,
            'active', 1, ($1::text[])[n + 1], 1 FROM generate_series(0, ${employerCount - 1}) n`,
    [Array.from({ length: employerCount }, (_, number) => slugOf(number))],
  );
  await admin.query(
    `INSERT INTO versions (employer_id, id, assessment_id, number, title, description, time_limit_minutes, pass_mark_percent,
       shuffle_questions, shuffle_options, review_policy, item_count, maximum_points, content, content_sha256)
     SELECT employer_id, bench.id(${version}, n), a.id, 1, title, description, time_limit_minutes, pass_mark_percent,
            shuffle_questions, shuffle_options, review_policy, ${itemCount}, $1, 'content ' || n, sha256(convert_to('content ' || n, 'UTF8'))
       FROM generate_series(0, ${employerCount - 1}) n JOIN assessments a ON a.employer_id = bench.id(${employer}, n)`,
    [benchItems.reduce((sum, one) => sum + one.points, 0)],
  );
  const given = [JSON.stringify(benchItems)];
  const everyItem = `FROM generate_series(0, ${employerCount - 1}) n,
       jsonb_array_elements($1::jsonb) WITH ORDINALITY AS listed (item, position)`;
  await admin.query(
    `INSERT INTO items (employer_id, version_id, id, position, kind, text, points, content)
     SELECT bench.id(${employer}, n), bench.id(${version}, n), bench.id(${item}, n * ${itemCount} + position - 1), position,
            item ->> 'kind', item ->> 'text', (item ->> 'points')::numeric, item -> 'content' ${everyItem}`,
    given,
  );
  await admin.query(
    `INSERT INTO answer_keys (employer_id, version_id, item_id, revision, key)
     SELECT bench.id(${employer}, n), bench.id(${version}, n), bench.id(${item}, n * ${itemCount} + position - 1), 1, item -> 'key' ${everyItem}`,
    given,
  );
  await admin.query('COMMIT');
}

/** The guards are off for these statements: they would check three million rows one by one. */
async function seedAttempts(admin: Client, count: number): Promise<void> {
  await admin.query('BEGIN');
  for (const table of ['candidates', 'attempts', 'answers']) {
    await admin.query(`ALTER TABLE ${table} DISABLE TRIGGER ALL`);
  }
  await admin.query(
    `INSERT INTO candidates (employer_id, id, email_canonical, email, name)
     SELECT bench.id(${employer}, n % ${employerCount}), bench.id(${candidate}, n), 'candidate-' || n || '@example.org',
            'candidate-' || n || '@example.org', 'Carla Candidate' FROM generate_series(0, $1::bigint - 1) n`,
    [count],
  );
  await admin.query(
    `INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, token_hash, started_at, deadline_at)
     SELECT bench.id(${employer}, e), bench.id(${attempt}, n), bench.id(${assessment}, e), bench.id(${version}, e),
            bench.id(${candidate}, n), bench.secret_hash(n), now(), now() + interval '1 day'
       FROM (SELECT n, n % ${employerCount} AS e FROM generate_series(0, $1::bigint - 1) n) numbered`,
    [count],
  );
  await admin.query(
    `INSERT INTO answers (employer_id, attempt_id, item_id, version_id, response, client_sequence)
     SELECT a.employer_id, a.id, i.id, a.version_id, ($1::jsonb -> (i.position - 1)) -> 'response', 1
       FROM attempts a JOIN items i ON i.employer_id = a.employer_id AND i.version_id = a.version_id
      ORDER BY a.id, i.id`,
    [JSON.stringify(benchItems)],
  );
  for (const table of ['candidates', 'attempts', 'answers']) {
    await admin.query(`ALTER TABLE ${table} ENABLE TRIGGER ALL`);
  }
  await admin.query(`
    ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_times;
    ALTER TABLE attempts ENABLE ALWAYS TRIGGER attempts_fixed;
    ALTER TABLE answers ENABLE ALWAYS TRIGGER answers_attempt_open;
    COMMIT`);
}
