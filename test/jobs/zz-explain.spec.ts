import { it } from 'vitest';
import { readFileSync } from 'node:fs';
import { JobBench } from '../support/job-bench.js';
it('explains', async () => {
  const bench = await JobBench.open();
  for (let i = 0; i < 2; i++) await bench.addMany(await bench.employer(), 'work', 20_000);
  const e = await bench.employer();
  for (let i=0;i<20;i++) await bench.admin.query(`BEGIN; SELECT set_config('assay.employer','${e}',true); INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload) SELECT '${e}', gen_random_uuid(), 'a.b','system','employer','${e}','{}' FROM generate_series(1,1000); COMMIT`);
  await bench.admin.query('ANALYZE jobs; ANALYZE events');
  const text = /text: `([\s\S]*?)`/.exec(readFileSync('src/jobs/claims.queries.ts', 'utf8'))![1]!;
  await bench.admin.query('BEGIN; SET LOCAL ROLE assay_app; SET LOCAL assay.sweep = $$on$$');
  for (const sql of [text.replaceAll('$1', "'01a1fb6f-7758-7000-91c0-e14a981e3d89'::uuid").replaceAll('$2', "'{work}'").replaceAll('$3','5').replaceAll('$4','20').replaceAll('$5','5'), `SELECT * FROM events WHERE (xid, employer_id, sequence) > ('1'::xid8, '${e}', 5::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xid, employer_id, sequence LIMIT 100`]) {
  const { rows } = await bench.admin.query('EXPLAIN (ANALYZE, BUFFERS) ' + sql);
  console.log(rows.map((r) => r['QUERY PLAN']).join('\n'));
  }
  await bench.admin.query('ROLLBACK');
  await bench.close();
});
