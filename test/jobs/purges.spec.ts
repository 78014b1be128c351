import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { periodicTasks } from '../../src/job-handlers.js';
import { must } from '../support/assessment-builder.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { csv, upload } from '../support/upload.js';

/** What the hourly rounds remove that has no test beside its own feature. */
let app: TestApp;
let owner: Employer;
beforeAll(async () => {
  app = await startTestApp();
  owner = await app.employer();
});
afterAll(() => app.stop());

async function run(name: string): Promise<void> {
  const task = periodicTasks(app.app).find((one) => one.name === name);
  if (!task) throw new Error(`There is no round ${name}.`);
  await task.run();
}

async function column<Value>(text: string, values: unknown[] = []): Promise<Value[]> {
  const { rows } = await app.database.admin.query<{ value: Value }>(text, values);
  return rows.map(({ value }) => value);
}

it('a stored reply is kept for a day: within it a repetition does nothing, after it the act is a new one', async () => {
  const key = randomUUID();
  const create = (): Promise<string> =>
    owner
      .post('/assessments', { title: 'Repeated' }, { headers: { 'idempotency-key': key } })
      .then((answer) => must(201, answer).body.id as string);
  const age = (by: string): Promise<unknown> =>
    app.database.admin.query('UPDATE idempotency_keys SET created_at = now() - $1::interval', [by]);
  const first = await create();
  await age('23 hours 59 minutes');
  await run('purge-idempotency-keys');
  expect(await create()).toBe(first);
  await age('24 hours 1 minute');
  await run('purge-idempotency-keys');
  expect(await create()).not.toBe(first);
});

it('a counter of failures is forgotten after ninety quiet days, unless it has reached its stop', async () => {
  const counters: readonly [name: string, failures: number, quiet: string][] = [
    ['quiet', 99, '91 days'],
    ['recent', 99, '89 days'],
    ['stopped', 100, '91 days'],
  ];
  const salt = randomBytes(8).toString('hex');
  const subjectOf = (name: string): Buffer => createHash('sha256').update(`${salt}${name}`).digest();
  for (const [name, failures, quiet] of counters) {
    await app.database.admin.query(
      'INSERT INTO sign_in_counters (subject, failures, last_failure_at) VALUES ($1, $2, now() - $3::interval)',
      [subjectOf(name), failures, quiet],
    );
  }
  await run('purge-sign-in-counters');
  const left = await column<Buffer>(
    'SELECT subject AS value FROM sign_in_counters WHERE subject = ANY ($1)',
    [counters.map(([name]) => subjectOf(name))],
  );
  const names = counters.map(([name]) => name);
  expect(names.filter((name) => left.some((subject) => subject.equals(subjectOf(name))))).toEqual([
    'recent',
    'stopped',
  ]);
});

it('an import that nobody came back to is discarded after thirty days; what was added stays', async () => {
  const made = async (): Promise<{ id: string; assessmentId: string }> => {
    const { id: assessmentId } = must(201, await owner.post('/assessments', { title: 'Imported' })).body;
    return { id: must(201, await upload(owner, assessmentId, csv(3))).body.id, assessmentId };
  };
  const [old, recent, committed] = [await made(), await made(), await made()];
  must(200, await owner.post(`/imports/${committed.id}/commit`, {}));
  const age = (id: string, by: string): Promise<unknown> =>
    app.database.admin.query('UPDATE imports SET created_at = now() - $2::interval WHERE id = $1', [id, by]);
  await age(old.id, '30 days 1 hour');
  await age(recent.id, '29 days 23 hours');
  await age(committed.id, '31 days');
  await run('purge-imports');
  const states = await column<string>(
    `SELECT state AS value FROM imports WHERE id = ANY ($1) ORDER BY array_position($1, id)`,
    [[old.id, recent.id, committed.id]],
  );
  expect(states).toEqual(['discarded', 'ready', 'committed']);
  const actors = await column<string>(
    `SELECT actor_type AS value FROM events WHERE type = 'import.discarded' AND subject_id = ANY ($1)`,
    [[old.id, recent.id, committed.id]],
  );
  expect(actors).toEqual(['system']);
  const { items } = must(200, await owner.get(`/assessments/${committed.assessmentId}/questions`)).body;
  expect(items).toHaveLength(3);
});

it('what an import told of its progress is kept for a day', async () => {
  const { id: assessmentId } = must(201, await owner.post('/assessments', { title: 'Imported' })).body;
  const { id } = must(201, await upload(owner, assessmentId, csv(1))).body;
  const told = (): Promise<string[]> =>
    column('SELECT type AS value FROM import_events WHERE import_id = $1 ORDER BY sequence', [id]);
  const before = await told();
  expect(before.at(-1)).toBe('ready');
  await app.database.admin.query(
    `UPDATE import_events SET created_at = now() - CASE WHEN type = 'ready' THEN interval '23 hours' ELSE interval '25 hours' END
      WHERE import_id = $1`,
    [id],
  );
  await run('purge-imports');
  expect(await told()).toEqual(['ready']);
});
