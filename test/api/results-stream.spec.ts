import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { must, publishedAssessment, type PublishedAssessment } from '../support/assessment-builder.js';
import { insertResults } from '../support/result-rows.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

const rowCount = 20_000;
/** Eight hundred bytes: the file is larger than what the sockets between the two ends hold. */
const longName = '😀'.repeat(200);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a long export', () => {
  let app: TestApp;
  let owner: Employer;
  let assessment: PublishedAssessment;
  const open: IncomingMessage[] = [];
  beforeAll(async () => {
    app = await startTestApp({ poolSize: 4 });
    owner = await app.employer();
    assessment = await publishedAssessment(owner);
    for (let done = 0; done < rowCount; done += 5_000) {
      await insertResults(
        app.database.admin,
        assessment.id,
        Array.from({ length: 5_000 }, () => ({ name: longName })),
      );
    }
    await app.app.listen(0, '127.0.0.1');
  });
  afterEach(async () => {
    for (const response of open.splice(0)) response.destroy();
    await idleSessions();
  });
  afterAll(() => app.stop());

  /** The response as it arrives, not read yet. */
  function request(query = '', format = 'csv'): Promise<IncomingMessage> {
    const { port } = app.app.getHttpServer().address() as AddressInfo;
    const path = `/api/v1/assessments/${assessment.id}/results.${format}?${query}`;
    return new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path, headers: owner.headers, agent: false }, (response) => {
        response.on('error', () => undefined);
        open.push(response);
        resolve(response);
      }).on('error', reject);
    });
  }

  async function sessionsInTransaction(): Promise<{ pid: number }[]> {
    const { rows } = await app.database.admin.query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND (state LIKE 'idle in transaction%' OR state = 'active')`,
    );
    return rows;
  }

  async function idleSessions(): Promise<void> {
    const end = Date.now() + 5_000;
    while ((await sessionsInTransaction()).length > 0) {
      if (Date.now() > end) throw new Error('A session is still in its transaction.');
      await wait(20);
    }
  }

  /** Reads to the end and answers with the number of lines; undefined where the response broke off. */
  async function lineCount(
    response: IncomingMessage,
    onBytes: (read: number) => void = () => undefined,
  ): Promise<number | undefined> {
    let lines = 0;
    let bytes = 0;
    try {
      for await (const chunk of response as AsyncIterable<Buffer>) {
        for (const byte of chunk) if (byte === 10) lines += 1;
        bytes += chunk.length;
        onBytes(bytes);
      }
      return lines;
    } catch {
      return undefined;
    }
  }

  it('keeps as little in memory at its end as at its beginning', async () => {
    const before = memoryInUse();
    let most = 0;
    let next = 0;
    const lines = await lineCount(await request(), (bytes) => {
      if (bytes < next) return;
      next += 1_000_000;
      most = Math.max(most, memoryInUse() - before);
    });
    expect(lines).toBe(rowCount + 1);
    expect(next).toBeGreaterThan(16_000_000);
    expect(most).toBeLessThan(8_000_000);
  });

  it('keeps as little as a workbook, which is packed as it is read', async () => {
    const before = memoryInUse();
    let most = 0;
    let bytes = 0;
    for await (const chunk of (await request('', 'xlsx')) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      most = Math.max(most, memoryInUse() - before);
    }
    // The repeated name packs well: the sheet in it has more than 20 MB.
    expect(bytes).toBeGreaterThan(1_000_000);
    expect(most).toBeLessThan(8_000_000);
  });

  it('waits for a receiver that does not read, and shows the moment of its start', async () => {
    const before = memoryInUse();
    const response = await request('sort=score');
    await wait(700);
    expect(await sessionsInTransaction()).toHaveLength(1);
    expect(memoryInUse() - before).toBeLessThan(8_000_000);
    const [late] = await insertResults(app.database.admin, assessment.id, [{ name: 'Later' }]);
    expect(await lineCount(response)).toBe(rowCount + 1);
    const list = must(200, await owner.get(`/assessments/${assessment.id}/submissions?q=Later`)).body;
    expect(list.items).toMatchObject([{ submissionId: late }]);
  });

  it('gives its connection back when the receiver hangs up, at whatever moment', async () => {
    // More often than the pool has connections and than exports may run at once.
    for (let round = 0; round < 8; round += 1) {
      const response = await request();
      expect(response.statusCode).toBe(200);
      if (round % 2 === 0) await new Promise((resolve) => response.once('readable', resolve));
      response.destroy();
      await idleSessions();
    }
    const { port } = app.app.getHttpServer().address() as AddressInfo;
    const path = `/api/v1/assessments/${assessment.id}/results.csv`;
    for (let milliseconds = 0; milliseconds < 40; milliseconds += 4) {
      const early = get({ host: '127.0.0.1', port, path, headers: owner.headers, agent: false }).on(
        'error',
        () => undefined,
      );
      await wait(milliseconds);
      early.destroy();
    }
    await wait(200);
    await idleSessions();
    const head = await app.app.inject({ method: 'HEAD', url: path, headers: owner.headers });
    expect(head.statusCode).toBeLessThan(500);
    await idleSessions();
    expect(await lineCount(await request('q=Carla'))).toBe(1);
  });

  it('leaves connections for everybody else: a third at once is told to come back', async () => {
    await request();
    await request();
    const refused = await request();
    expect({ status: refused.statusCode, retryAfter: refused.headers['retry-after'] }).toEqual({
      status: 503,
      retryAfter: '10',
    });
    const problem = Buffer.concat(await refused.toArray()).toString();
    expect(JSON.parse(problem)).toMatchObject({ code: 'service-unavailable', retryable: true });
    must(200, await owner.get(`/assessments/${assessment.id}/submissions`));
    for (const response of open.splice(0)) response.destroy();
    await idleSessions();
    must(200, await owner.get(`/assessments/${assessment.id}/results.csv?q=nobody`));
  });

  it('that loses its database breaks off instead of ending as if it were whole, and the server lives on', async () => {
    const response = await request();
    const [session] = await sessionsInTransaction();
    await app.database.admin.query('SELECT pg_terminate_backend($1)', [session!.pid]);
    expect(await lineCount(response)).toBeUndefined();
    must(200, await owner.get(`/assessments/${assessment.id}/results.csv?q=nobody`));
    must(200, await owner.get(`/assessments/${assessment.id}/results.csv?q=nobody`));
    expect(app.log.join('')).toContain('export');
  });
});
