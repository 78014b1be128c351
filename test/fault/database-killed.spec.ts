import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/database/embedded/start-embedded-postgres.js';
import { openStream } from '../support/event-stream-client.js';
import { MovingServer } from '../support/moving-server.js';
import { testSigningKeySetting } from '../support/test-key.js';
import { until } from '../support/until.js';
import { ServerProcess } from './server-process.js';

let directory: string;
let moving: MovingServer;
let database: EmbeddedPostgres;
let server: ServerProcess | undefined;

async function startDatabase(): Promise<void> {
  database = await startEmbeddedPostgres({
    dataDirectory: directory,
    relocationDirectory: join(tmpdir(), 'assay-test-programs'),
    // What was committed must be there again, as it would be elsewhere.
    durability: 'full',
    maxConnections: 60,
  });
  moving.port = Number(new URL(database.url).port);
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'assay-killed-database-'));
  await chmod(directory, 0o755);
  moving = await MovingServer.start();
  await startDatabase();
});
afterAll(async () => {
  await server?.kill();
  await database.stop();
  await moving.close();
  await rm(directory, { recursive: true, force: true, maxRetries: 3 });
});

/** A member of an employer of its own, over HTTP. */
async function signIn(address: string): Promise<Record<string, string>> {
  const email = `olga-${randomUUID()}@example.org`;
  const password = randomUUID();
  const headers = { 'content-type': 'application/json', 'x-assay-request': '1' };
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${address}/api/v1/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  await post('sign-up', { employerName: 'Example Works', name: 'Olga Owner', email, password });
  const signedIn = await post('sign-in', { email, password });
  const cookies = signedIn.headers.getSetCookie().map((cookie) => cookie.split(';')[0]!);
  return { ...headers, cookie: cookies.join('; '), 'sec-fetch-site': 'same-origin' };
}

it('a process with everything in it outlives its database, and goes on when that is back', async () => {
  const url = new URL(database.url);
  url.host = moving.address;
  server = ServerProcess.launch({
    DATABASE_URL: url.href,
    ASSAY_EVENTRAIL_DIRECTORY: join(directory, 'eventrail'),
    ASSAY_CHECKPOINT_KEY: testSigningKeySetting,
    ASSAY_DRAIN_DELAY_MILLISECONDS: '0',
  });
  const address = await server.ready();
  const headers = await signIn(address);
  const invite = async (email: string): Promise<void> => {
    const body = JSON.stringify({ email, role: 'author' });
    const answer = await fetch(`${address}/api/v1/members`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': randomUUID() },
      body,
    });
    expect(answer.status, await answer.text()).toBe(201);
  };
  const mailed = async (): Promise<string[]> => {
    const answer = await fetch(`${address}/api/v1/outbox`, { headers });
    const { items } = (await answer.json()) as { items?: { to: { address: string } }[] };
    return (items ?? []).map(({ to }) => to.address);
  };
  const readiness = async (): Promise<{ status: number; eventrail: string | undefined }> => {
    const answer = await fetch(`${address}/health/ready`);
    const { details } = (await answer.json()) as { details?: { eventrail?: string } };
    return { status: answer.status, eventrail: details?.eventrail };
  };

  const stream = await openStream(`${address}/api/v1/events/stream?after=0`, headers);
  await invite('before@example.org');
  await until('its mail has left', async () => (await mailed()).includes('before@example.org'));
  await stream.upTo('member.invited');

  process.kill(database.processId, 'SIGKILL');
  moving.port = 1;
  await until('the process notices', async () => (await readiness()).status === 503);
  // Every round, batch, heartbeat and look fails several times.
  await sleep(4_000);
  expect((await fetch(`${address}/health/live`)).status, server.said).toBe(200);
  await database.stop();
  await startDatabase();

  const isWell = async (): Promise<boolean> => {
    const { status, eventrail } = await readiness();
    return status === 200 && eventrail === 'ok';
  };
  await until('requests and the event log are well again', isWell, { milliseconds: 60_000 });
  await invite('after@example.org');
  const isMailed = async (): Promise<boolean> => (await mailed()).includes('after@example.org');
  await until('the journal is followed and jobs are done', isMailed, { milliseconds: 60_000 });
  const { id: last } = stream.seen.at(-1)!;
  await stream.close();
  const again = await openStream(`${address}/api/v1/events/stream`, headers, last);
  expect(await again.next()).toMatchObject({ type: 'member.invited', id: String(Number(last) + 1) });
  await again.close();
  expect(server.said).not.toMatch(/uncaughtException|unhandledRejection/);
  server.signal('SIGTERM');
  expect(await server.ended, server.said.slice(-2_000)).toEqual({ code: 0, signal: null });
}, 180_000);
