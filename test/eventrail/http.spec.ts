import { createHash, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEventrail } from '../../src/background.js';
import { createLogger } from '../../src/common/logging/logger.js';
import { EventLogHolder } from '../../src/eventrail-feed/event-log-holder.js';
import { segmentName } from '../../src/eventrail/log/log-names.js';
import { parseLine } from '../../src/eventrail/log/line-format.js';
import { readVerifyingKey, readCheckpoint } from '../../src/eventrail/verify/checkpoint.js';
import { hostileTexts } from '../support/eventrail/sample-log.js';
import { must } from '../support/assessment-builder.js';
import { startTestApp, type Caller, type TestApp } from '../support/test-app.js';
import { testSigningKey } from '../support/test-key.js';

let app: TestApp;
let operator: Caller;
beforeAll(async () => {
  app = await startTestApp({ eventrail: true });
  operator = app.anonymous({ 'x-assay-request': '1' });
});
afterAll(() => app.stop());

const json = { 'content-type': 'application/json' };

async function stored(payload: string | Buffer): Promise<string> {
  return must(201, await operator.post('/eventrail/events', undefined, { payload, headers: json })).body.id;
}

function file(): Promise<Buffer> {
  return readFile(join(app.eventrailFolder!, segmentName(1)));
}

describe('an event sent to the log', () => {
  it.each([
    ...hostileTexts.filter((text) => !text.includes('\0')).map((text) => JSON.stringify(text)),
    'null',
    '-1.50e-3',
    '[]',
    '{"a":{"b":[1,2,{}]}}',
    '12345678901234567890',
    ' {"spaces" :  1} ',
  ])('is kept byte for byte and found by its id: %j', async (text) => {
    const answer = await operator.get(`/eventrail/events/${await stored(text)}`);
    expect(answer.status).toBe(200);
    const line = Buffer.from(answer.text);
    expect((await file()).includes(line)).toBe(true);
    const { data, chain } = answer.body as { data: unknown; chain: string };
    expect(data).toEqual(JSON.parse(text));
    expect(chain).toBe('http');
    const parsed = parseLine(line);
    expect(parsed?.kind === 'record' && parsed.data.toString()).toBe(text);
    expect(line.indexOf('\n')).toBe(line.length - 1);
  });

  it('is one line also where its text is laid out over many', async () => {
    const id = await stored('{\n  "a": "two\\nlines",\r\n  "b": 1\n}');
    const { text } = await operator.get(`/eventrail/events/${id}`);
    expect(text.trimEnd()).not.toMatch(/[\r\n]/);
    expect(JSON.parse(text).data).toEqual({ a: 'two\nlines', b: 1 });
  });

  it('is on disk when it is answered, and many at once share a write', async () => {
    const count = 300;
    const ids = await Promise.all(
      Array.from({ length: count }, (_, number) => stored(`{"number":${number}}`)),
    );
    expect(new Set(ids).size).toBe(count);
    const lines = (await file()).toString('utf8').split('\n').slice(0, -1);
    const numbered = lines
      .map((line) => JSON.parse(line) as { durable: number; data?: { number?: number } })
      .filter(({ data }) => typeof data?.number === 'number');
    expect(numbered.map(({ data }) => data?.number).toSorted((a, b) => a! - b!)).toEqual(
      Array.from({ length: count }, (_, number) => number),
    );
    // Lines of one write have the same `durable`.
    expect(new Set(numbered.map(({ durable }) => durable)).size).toBeLessThan(count / 3);
  });

  it('may be as large as is said, and no larger', async () => {
    const text = (length: number): string => JSON.stringify('x'.repeat(length - 2));
    await stored(text(64 * 1024));
    const answer = await operator.post('/eventrail/events', undefined, {
      payload: text(64 * 1024 + 1),
      headers: json,
    });
    expect(answer).toMatchObject({ status: 413, body: { code: 'payload-too-large' } });
  });

  it.each([
    ['nothing', '', 400],
    ['half a text', '{"a":', 400],
    ['two values', '1 2', 400],
    ['a NUL character, as everywhere in the API', '"\\u0000"', 400],
    ['half of a surrogate pair', '"\\ud800"', 400],
    ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 400],
  ])('is refused as %s, and nothing is written', async (_, payload, status) => {
    const before = await file();
    const answer = await operator.post('/eventrail/events', undefined, { payload, headers: json });
    expect(answer.status).toBe(status);
    expect(await file()).toEqual(before);
  });

  it('is nobody’s but an operator’s, and so is the rest', async () => {
    const id = await stored('1');
    for (const remoteAddress of ['10.0.0.1', '::ffff:192.168.0.1']) {
      const elsewhere = { remoteAddress };
      expect((await operator.post('/eventrail/events', {}, elsewhere)).status).toBe(404);
      expect((await operator.get(`/eventrail/events/${id}`, elsewhere)).status).toBe(404);
      expect((await operator.get('/eventrail/stats', elsewhere)).status).toBe(404);
    }
  });

  it.each(['1', 'x', `${'0'.repeat(32)}:1`, `${'0'.repeat(32)}:0`, '..%2f..%2fetc'])(
    'is not found as %s',
    async (id) => {
      expect((await operator.get(`/eventrail/events/${id}`)).status).toBe(404);
    },
  );

  it('is not found before it exists', async () => {
    const id = await stored('1');
    const [log, seq] = id.split(':');
    expect((await operator.get(`/eventrail/events/${log}:${Number(seq) + 1}`)).status).toBe(404);
  });
});

describe('the figures', () => {
  it('are of one moment while events flow, and agree with the file', async () => {
    const writing = Promise.all(Array.from({ length: 200 }, () => stored('{"flow":1}')));
    const seen = [];
    for (let look = 0; look < 30; look += 1)
      seen.push(must(200, await operator.get('/eventrail/stats')).body);
    await writing;
    const bytes = await file();
    for (const stats of seen) {
      expect(stats.count).toBe(stats.lastSeq);
      expect(stats.durableSeq).toBe(stats.lastSeq);
      // At just this length the file has just so many lines, and ends with just this hash.
      const then = bytes.subarray(0, stats.bytes).toString('utf8');
      const lines = then.split('\n');
      expect(lines.pop()).toBe('');
      expect(lines.length - 1).toBe(stats.count);
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({ seq: stats.lastSeq, hash: stats.lastHash });
    }
  });
});

describe('a checkpoint', () => {
  it('of an employer’s journal is signed over its newest event, and is nobody else’s', async () => {
    const owner = await app.employer();
    const key = readVerifyingKey(
      createPublicKey(testSigningKey).export({ type: 'spki', format: 'pem' }).toString(),
    );
    const answer = must(200, await owner.get('/journal/checkpoint'));
    const { rows } = await app.database.admin.query(
      `SELECT sequence::int, encode(hash, 'hex') AS hash FROM events WHERE employer_id = $1 ORDER BY sequence DESC LIMIT 1`,
      [owner.employerId],
    );
    expect(answer.body).toMatchObject({ chain: owner.employerId, ...rows[0] });
    expect(readCheckpoint(answer.text, { key, chain: owner.employerId })).toMatchObject(rows[0]);
  });
});

describe('a process that does not write the log', () => {
  it('says so', async () => {
    const other = await startTestApp();
    try {
      for (const answer of [
        await other.anonymous({ 'x-assay-request': '1' }).post('/eventrail/events', {}),
        await other.anonymous().get(`/eventrail/events/${'0'.repeat(32)}:1`),
        await other.anonymous().get('/eventrail/stats'),
      ]) {
        expect(answer).toMatchObject({ status: 503, body: { code: 'service-unavailable', retryable: true } });
        expect(answer.body.detail).toMatch(/event log/);
        expect(answer.headers['retry-after']).toBe('5');
      }
      expect((await other.anonymous().get('/health/ready')).body).toEqual({ status: 'ok', details: {} });
    } finally {
      await other.stop();
    }
  });
});

describe('the state', () => {
  it('stands in the metrics and in the details of readiness', async () => {
    const holder = app.app.get(EventLogHolder);
    const feeder = startEventrail(app.app, createLogger({ level: 'silent' }));
    await feeder?.stop();
    expect((await operator.get('/health/ready')).body).toEqual({
      status: 'ok',
      details: { eventrail: 'ok' },
    });
    const { text } = await operator.get('/metrics');
    const value = (name: string): number =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    const { count, bytes } = holder.require().log.stats();
    expect(value('assay_eventrail_records')).toBe(count);
    expect(value('assay_eventrail_bytes')).toBe(bytes);
    expect(value('assay_eventrail_lag_seconds')).toBeGreaterThanOrEqual(0);
    expect(value('assay_eventrail_failures_total')).toBe(0);
    expect(text).toContain('assay_eventrail_state{state="ok"} 1');
    expect(text).toContain('assay_eventrail_state{state="degraded"} 0');
  });

  it('hashes as docs/eventrail.md says', async () => {
    const { text } = await operator.get(`/eventrail/events/${await stored('{"é":"🎉"}')}`);
    const { hash } = JSON.parse(text) as { hash: string };
    const hashed = createHash('sha256')
      .update('\u0002')
      .update(text.slice(0, text.indexOf(',"hash":')));
    expect(hashed.digest('hex')).toBe(hash);
  });
});
