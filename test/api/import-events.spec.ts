import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../support/assessment-builder.js';
import { openStream, type OpenStream } from '../support/event-stream-client.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { csv, upload } from '../support/upload.js';

describe('the events of an import', () => {
  let app: TestApp;
  let owner: Employer;
  let base: string;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    await app.app.listen(0, '127.0.0.1');
    base = `http://127.0.0.1:${(app.app.getHttpServer().address() as AddressInfo).port}/api/v1`;
  });
  afterAll(() => app.stop());

  async function received(content = csv(3)): Promise<string> {
    const { id } = must(201, await owner.post('/assessments', { title: 'Imported' })).body;
    return must(201, await upload(owner, id, content, { start: 'later' })).body.id;
  }

  const follow = (id: string, lastEventId?: string, by: Employer = owner): Promise<OpenStream> =>
    openStream(`${base}/imports/${id}/events`, by.headers, lastEventId);

  it('come in order, and end behind the end', async () => {
    const id = await received();
    const stream = await follow(id);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    expect(await stream.next()).toMatchObject({
      id: '1',
      type: 'received',
      data: { byteCount: csv(3).length },
    });
    must(200, await owner.post(`/imports/${id}/start`));
    expect(await stream.upTo('ready')).toMatchObject({ data: { rowCount: 3, errorCount: 0 } });
    must(200, await owner.post(`/imports/${id}/commit`, {}));
    const rest = await stream.rest();
    expect(rest.at(-1)).toMatchObject({ type: 'completed', data: { questionCount: 3 } });
    const ids = stream.seen.map((event) => Number(event.id));
    expect(ids).toEqual(ids.map((_, index) => index + 1));
  });

  it('tell how far a long file is, never going back', async () => {
    const id = await received(csv(30_000));
    const stream = await follow(id);
    must(200, await owner.post(`/imports/${id}/start`));
    must(200, await owner.post(`/imports/${id}/commit`, {}));
    await stream.rest();
    const types = stream.seen.map(({ type }) => type);
    expect(types.filter((type, index) => type !== types[index - 1])).toEqual(
      ['received', 'reading', 'ready', 'committing', 'completed'].filter((type) => types.includes(type)),
    );
    for (const phase of ['reading', 'committing']) {
      const done = stream.seen.filter(({ type }) => type === phase).map(({ data }) => data['done'] as number);
      expect(done).toEqual(done.toSorted((left, right) => left - right));
    }
    expect(types).toContain('committing');
  });

  it('go on behind the last one that a client has', async () => {
    const id = await received();
    const first = await follow(id);
    await first.next();
    await first.close();
    must(200, await owner.post(`/imports/${id}/start`));
    must(204, await owner.delete(`/imports/${id}`));
    const stream = await follow(id, '1');
    const rest = await stream.rest();
    expect(rest[0]!.id).toBe('2');
    expect(rest.at(-1)!.type).toBe('discarded');
    const last = rest.at(-1)!.id;
    expect((await follow(id, last)).status).toBe(204);
  });

  it.each(['99', '12345678'])(
    'begin with the present state for a place that never was: %s',
    async (place) => {
      const id = await received();
      const stream = await follow(id, place);
      expect(await stream.next()).toMatchObject({ id: '1', type: 'reset', data: { id, state: 'received' } });
      must(204, await owner.delete(`/imports/${id}`));
      expect((await stream.rest()).map(({ type }) => type)).toEqual(['discarded']);
    },
  );

  it('begin with the present state where what was told is no longer kept', async () => {
    const id = await received();
    must(200, await owner.post(`/imports/${id}/start`));
    await app.database.admin.query('DELETE FROM import_events WHERE import_id = $1', [id]);
    const stream = await follow(id);
    expect(await stream.next()).toMatchObject({ type: 'reset', data: { state: 'ready' } });
    await stream.close();
  });

  it.each(['', 'x', '-1', '1e3', '99999999999999999999'])(
    'begin at the beginning for a place that is none: %j',
    async (place) => {
      const id = await received();
      const stream = await follow(id, place);
      expect((await stream.next()).id).toBe('1');
      await stream.close();
    },
  );

  it('of a file that cannot be read end with the failure', async () => {
    const id = await received('\0\0\0');
    const stream = await follow(id);
    expect((await owner.post(`/imports/${id}/start`)).status).toBe(415);
    expect((await stream.rest()).at(-1)).toMatchObject({
      type: 'failed',
      data: { code: expect.any(String) },
    });
  });

  it('are not for another employer', async () => {
    const another = await app.employer('Other Works');
    expect((await follow(await received(), undefined, another)).status).toBe(404);
  });

  it('end soon after the session of their reader', async () => {
    const reader = await app.signIn(owner.email, owner.password);
    const stream = await follow(await received(), undefined, reader);
    await stream.next();
    const from = performance.now();
    must(204, await reader.post('/auth/sign-out'));
    expect(await stream.rest()).toEqual([]);
    expect(performance.now() - from).toBeLessThan(5_000);
  });

  it('are refused to whoever has too many open, and open again after one is closed', async () => {
    const reader = await app.signIn(owner.email, owner.password);
    const id = await received();
    const open = await Promise.all(Array.from({ length: 6 }, () => follow(id, undefined, reader)));
    expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const refused = await follow(id, undefined, reader);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5']);
    await open[0]!.close();
    await expect.poll(async () => (await follow(id, undefined, reader)).status).toBe(200);
  });

  it('let the server stop', async () => {
    const other = await startTestApp({ database: app.database });
    await other.app.listen(0, '127.0.0.1');
    const port = (other.app.getHttpServer().address() as AddressInfo).port;
    const stream = await openStream(
      `http://127.0.0.1:${port}/api/v1/imports/${await received()}/events`,
      owner.headers,
    );
    await stream.next();
    const from = performance.now();
    await Promise.all([other.app.close(), stream.rest()]);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
