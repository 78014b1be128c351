import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { publishedAssessment } from '../support/assessment-builder.js';
import { journalLines, journalOfDatabase } from '../support/eventrail/trail-bench.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { testSigningKeySetting } from '../support/test-key.js';
import { until } from '../support/until.js';
import { ServerProcess } from './server-process.js';

/** A disk of its own needs a mount namespace, which not every machine lets a user make. */
function canMount(): boolean {
  try {
    execFileSync('unshare', ['-Urm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt']);
    return true;
  } catch (error) {
    console.warn(`The test of a full disk is left out: unshare -Urm cannot mount here (${String(error)}).`);
    return false;
  }
}

const folder = '/mnt';

describe.skipIf(!canMount())('a full disk under the event log', () => {
  let app: TestApp;
  let owner: Employer;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
  });
  afterAll(() => app.stop());
  let server: ServerProcess | undefined;
  afterEach(() => server?.kill());

  it('keeps nobody from submitting, is shown within a second, and leaves no gap and no double when it has space', async () => {
    const { slug } = await publishedAssessment(owner);
    server = ServerProcess.launch(
      {
        DATABASE_URL: app.database.url,
        ASSAY_EVENTRAIL_DIRECTORY: folder,
        ASSAY_CHECKPOINT_KEY: testSigningKeySetting,
      },
      '../../src/main.ts',
      ['unshare', '-Urm', 'sh', '-c', `mount -t tmpfs -o size=1m tmpfs ${folder} && exec "$@"`, 'sh'],
    );
    const base = await server.ready();
    const seenFromHere = `/proc/${server.id}/root${folder}`;
    const health = async (): Promise<{ status: number; eventrail: string }> => {
      const answer = await fetch(`${base}/health/ready`);
      const { details } = (await answer.json()) as { details: { eventrail: string } };
      return { status: answer.status, eventrail: details.eventrail };
    };
    const isState = (state: string) => async () => (await health()).eventrail === state;
    await until('the log is open', isState('ok'));

    await fill(`${seenFromHere}/filler`);
    // Longer than what is left of the page that the log's newest segment ends in.
    const refused = await fetch(`${base}/api/v1/eventrail/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-assay-request': '1' },
      body: JSON.stringify('x'.repeat(5_000)),
    });
    const refusedAt = Date.now();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect(await refused.json()).toMatchObject({ code: 'service-unavailable', retryable: true });
    await until('it shows', isState('degraded'));
    expect(Date.now() - refusedAt).toBeLessThan(1_000);
    expect(await health()).toEqual({ status: 200, eventrail: 'degraded' });
    for (let count = 0; count < 10; count += 1) await submitThrough(base, slug);
    // Events are read when no older transaction is open, of any test on this server.
    const complaint = 'the journal is not being copied';
    await until('the feeder says so', () => server!.said.includes(complaint), { milliseconds: 60_000 });
    const before = await journalOfDatabase(app.database.admin);
    expect((await journalLines(seenFromHere)).length).toBeLessThan(before.length);

    await rm(`${seenFromHere}/filler`);
    const journal = await journalOfDatabase(app.database.admin);
    await until('all is copied', async () => (await journalLines(seenFromHere)).length >= journal.length, {
      milliseconds: 60_000,
    });
    await until('it is well again', isState('ok'));
    const copied = await journalLines(seenFromHere);
    const key = (line: object): string => JSON.stringify(line);
    expect(copied.map(key).toSorted()).toEqual(journal.map(key).toSorted());
    expect(server.said.split(complaint)).toHaveLength(2);
    server.signal('SIGTERM');
    expect(await server.ended).toEqual({ code: 0, signal: null });
  }, 180_000);
});

/** To the last byte, also of the page that the log's newest segment has begun. */
async function fill(path: string): Promise<void> {
  for (const size of [4_096, 1]) {
    for (;;) {
      try {
        await appendFile(path, Buffer.alloc(size));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        break;
      }
    }
  }
}

async function submitThrough(base: string, slug: string): Promise<void> {
  const post = async (
    path: string,
    body: object | undefined,
    token?: string,
  ): Promise<{ attemptToken: string }> => {
    const answer = await fetch(`${base}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'idempotency-key': randomUUID(),
        ...(body && { 'content-type': 'application/json' }),
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    expect(answer.status, path).toBe(201);
    return (await answer.json()) as { attemptToken: string };
  };
  const email = `candidate-${randomUUID()}@example.org`;
  const started = await post(`/public/assessments/${slug}/attempts`, { email, name: 'Carla Candidate' });
  await post('/public/attempt/submit', undefined, started.attemptToken);
}
