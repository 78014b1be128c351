import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { apiKeyScopes } from '../../src/common/access/permissions.js';
import { createKey } from '../contract/support/world.js';
import { must } from '../support/assessment-builder.js';
import { openStream, type ReceivedEvent } from '../support/event-stream-client.js';
import { randomNumbers, testSeed } from '../support/seed.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { csv } from '../support/upload.js';
import { ServerProcess } from './server-process.js';

const rowCount = 50_000;
const killsEach = 10;

/**
 * The process that reads a file of 50,000 rows, and then the one that adds them, is killed again and again. Its caller
 * asks the next one for the same with the same key, and listens on where it was.
 */
describe(`an import killed ${2 * killsEach} times (seed ${testSeed})`, () => {
  let app: TestApp;
  let owner: Employer;
  let headers: Record<string, string>;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    headers = { ...(await createKey(app, owner, apiKeyScopes)).caller.headers };
  });
  afterAll(() => app.stop());

  const servers = new Set<ServerProcess>();
  afterEach(async () => {
    await Promise.all([...servers].map((server) => server.kill()));
  });

  function launch(): ServerProcess {
    const server = ServerProcess.launch({ DATABASE_URL: app.database.url, ASSAY_WORKER: 'off' });
    servers.add(server);
    return server;
  }

  it('ends with every question once, and its progress never goes back', async () => {
    const random = randomNumbers(testSeed);
    const { id: assessmentId } = must(201, await owner.post('/assessments', { title: 'Killed' })).body;
    const heard: ReceivedEvent[] = [];
    let importId = '';
    const key = randomUUID();

    /** Sends the request, listens, and answers with the status, or nothing where the process was killed. */
    const ask = async (
      server: ServerProcess,
      path: string,
      body: RequestInit,
    ): Promise<number | undefined> => {
      const base = `${await server.ready()}/api/v1`;
      const listening = listen(base);
      const answer = await fetch(`${base}${path}`, {
        method: 'POST',
        ...body,
        headers: { ...headers, 'idempotency-key': key, ...(body.headers as Record<string, string>) },
      }).catch(() => undefined);
      const isDone = answer?.status === 200;
      await (isDone && path.endsWith('/commit') ? listening.end : listening.stop());
      return answer?.status;
    };

    const listen = (base: string): { stop: () => Promise<void>; end: Promise<void> } => {
      const opened = openStream(`${base}/imports/${importId}/events`, headers, heard.at(-1)?.id);
      const end = opened
        .then(async (stream) => {
          for (;;) heard.push(await stream.next());
        })
        .catch(() => undefined);
      return {
        end,
        stop: async () => {
          await (await opened.catch(() => undefined))?.close();
          await end;
        },
      };
    };

    const form = new FormData();
    form.append('file', new Blob([csv(rowCount)]), 'questions.csv');
    let next = launch();
    const uploaded = await fetch(
      `${await next.ready()}/api/v1/assessments/${assessmentId}/imports?start=later`,
      { method: 'POST', headers: { ...headers, 'idempotency-key': randomUUID() }, body: form },
    );
    expect(uploaded.status).toBe(201);
    importId = ((await uploaded.json()) as { id: string }).id;

    const step = async (path: string, body: RequestInit, longest: number): Promise<void> => {
      for (let kills = 0; ; kills += 1) {
        // A claim on a file lasts a minute; nobody has to wait for it here.
        await app.database.admin.query('UPDATE imports SET parse_started_at = NULL WHERE id = $1', [
          importId,
        ]);
        const server = next;
        next = launch();
        await Promise.all([server.ready(), next.ready()]);
        const asked = ask(server, path, body);
        if (kills < killsEach) {
          await wait(random() * longest);
          await server.kill();
          await asked;
        } else {
          expect(await asked, server.said.slice(-3_000)).toBe(200);
          await server.kill();
          return;
        }
      }
    };
    await step(`/imports/${importId}/start`, {}, 1_500);
    expect(must(200, await owner.get(`/imports/${importId}`)).body).toMatchObject({
      state: 'ready',
      rowCount,
      readyCount: rowCount,
    });
    const commit = { body: '{}', headers: { 'content-type': 'application/json' } };
    await step(`/imports/${importId}/commit`, commit, 3_000);

    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS count, count(DISTINCT text)::int AS texts, count(DISTINCT position)::int AS places,
                max(position)::int AS last FROM questions WHERE import_id = $1`,
      [importId],
    );
    expect(rows).toEqual([{ count: rowCount, texts: rowCount, places: rowCount, last: rowCount }]);
    const told = await app.database.admin.query(
      'SELECT sequence::text AS id, type, data FROM import_events WHERE import_id = $1 ORDER BY sequence',
      [importId],
    );
    expect(heard).toEqual(told.rows);
    const phases = heard.map(({ type }) =>
      ['received', 'reading', 'ready', 'committing', 'completed'].indexOf(type),
    );
    expect(phases).toEqual(phases.toSorted((left, right) => left - right));
    for (const phase of ['reading', 'committing']) {
      const done = heard.filter(({ type }) => type === phase).map(({ data }) => data['done'] as number);
      expect(done).toEqual(done.toSorted((left, right) => left - right));
    }
    expect(heard.filter(({ type }) => type === 'completed')).toHaveLength(1);
  }, 240_000);
});
