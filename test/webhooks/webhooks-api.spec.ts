import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { offeredEvents } from '../../src/webhooks/offered-events.js';
import { addMember } from '../support/members.js';
import type { Answer, Employer } from '../support/test-app.js';
import { answers, headerOf, isSignedWith, WebhookBench } from '../support/webhook-bench.js';

let bench: WebhookBench;
let owner: Employer;
beforeAll(async () => {
  bench = await WebhookBench.open();
  owner = await bench.employer();
});
afterAll(() => bench.close());

const url = 'https://hooks.example.com/assay?tenant=1';
const create = (body: object = {}, by: Employer = owner): Promise<Answer> =>
  by.post('/webhooks', { url, eventTypes: ['attempt.submitted'], ...body });

async function events(employerId: string): Promise<{ type: string; payload: unknown }[]> {
  const { rows } = await bench.app.database.admin.query<{ type: string; payload: string }>(
    `SELECT type, payload FROM events WHERE employer_id = $1 AND type LIKE 'webhook.%' ORDER BY sequence`,
    [employerId],
  );
  return rows.map(({ type, payload }) => ({ type, payload: JSON.parse(payload) as unknown }));
}

describe('a webhook', () => {
  it('is made with a secret that is shown once and stored encrypted', async () => {
    const key = randomUUID();
    const first = await owner.send('POST', '/webhooks', {
      body: { url, eventTypes: ['attempt.*', 'assessment.closed'], description: 'Our payroll' },
      headers: { 'idempotency-key': key },
    });
    expect(first.status).toBe(201);
    const { secret, ...shown } = first.body;
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(first.headers['location']).toBe(`/api/v1/webhooks/${shown.id}`);
    expect(shown).toEqual({
      id: expect.any(String),
      url,
      eventTypes: ['attempt.*', 'assessment.closed'],
      description: 'Our payroll',
      enabled: true,
      disabledAt: null,
      disabledReason: null,
      health: { failuresInARow: 0, failingSince: null, nextProbeAt: null, lastDeliveredAt: null },
      previousSecretUntil: null,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
    });
    const again = await owner.send('POST', '/webhooks', {
      body: { url, eventTypes: ['attempt.*', 'assessment.closed'], description: 'Our payroll' },
      headers: { 'idempotency-key': key },
    });
    expect(again.body).toEqual({ ...shown, secret: null });
    expect((await owner.get(`/webhooks/${shown.id}`)).body).toEqual(shown);
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    const { rows } = await bench.app.database.admin.query<Record<string, unknown>>(
      `SELECT e.secret, k.body, v.payload FROM webhook_endpoints e, idempotency_keys k, events v WHERE e.id = $1 AND v.subject_id = $1`,
      [shown.id],
    );
    for (const row of rows) {
      expect((row['secret'] as Buffer).includes(bytes)).toBe(false);
      expect(JSON.stringify(row)).not.toContain(secret);
    }
    expect(rows.length).toBeGreaterThan(0);
    expect(bench.app.log.join('')).not.toContain(secret.slice(6));
  });

  it.each([
    ['no https', { url: 'http://hooks.example.com/' }, '/url'],
    ['an address inside', { url: 'https://10.0.0.1/' }, '/url'],
    ['a local name', { url: 'https://intranet.local:8443/' }, '/url'],
    ['another port', { url: 'https://hooks.example.com:8443/' }, '/url'],
    ['a password', { url: 'https://a:b@hooks.example.com/' }, '/url'],
    ['an @ in the path', { url: 'https://hooks.example.com/@me' }, '/url'],
    ['no event', { eventTypes: [] }, '/eventTypes'],
    ['a misspelt event', { eventTypes: ['attempt.*', 'atempt.submitted'] }, '/eventTypes/1'],
    ['what is not offered', { eventTypes: ['jobs.replayed'] }, '/eventTypes/0'],
    ['no text', { eventTypes: [5] }, '/eventTypes'],
    ['a control character', { description: 'a\u0007' }, '/description'],
    ['a secret of the caller', { secret: 'whsec_AAAA' }, '/secret'],
    ['a state of the caller', { enabled: false }, '/enabled'],
  ])('is not made with %s', async (_, body, pointer) => {
    const answer = await create(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe(pointer);
  });

  it('is kept in the one form of its URL', async () => {
    const { body } = await create({ url: 'HTTPS://Hooks.EXAMPLE.com:443/a b?c#d' });
    expect(body.url).toBe('https://hooks.example.com/a%20b?c');
  });

  it('is changed by who has seen it last, and says what was changed', async () => {
    const by = await bench.employer();
    const { body, headers } = await create({}, by);
    const etag = String(headers['etag']);
    const path = `/webhooks/${body.id}`;
    const changed = await by.patch(path, { description: 'New', eventTypes: ['*'] }, etag);
    expect(changed.body).toMatchObject({ description: 'New', eventTypes: ['*'], url });
    expect((await by.patch(path, { description: 'Newer' }, etag)).status).toBe(412);
    expect((await by.patch(path, { description: 'Newer' })).status).toBe(428);
    const now = String(changed.headers['etag']);
    const off = await by.patch(path, { enabled: false }, now);
    expect(off.body).toMatchObject({ enabled: false, disabledReason: 'by_request' });
    expect((await by.post(`${path}/test`)).body.code).toBe('not-editable');
    const on = await by.patch(path, { enabled: true }, String(off.headers['etag']));
    expect(on.body).toMatchObject({ enabled: true, disabledReason: null, disabledAt: null });
    expect((await by.delete(path, now)).status).toBe(412);
    expect((await by.delete(path, String(on.headers['etag']))).status).toBe(204);
    expect((await by.get(path)).status).toBe(404);
    expect((await by.post(`${path}/rotate-secret`)).status).toBe(404);
    expect((await by.get('/webhooks')).body).toEqual({ items: [], nextCursor: null });
    expect(await events(by.employerId)).toEqual([
      { type: 'webhook.created', payload: { eventTypes: ['attempt.submitted'] } },
      { type: 'webhook.changed', payload: { fields: ['eventTypes', 'description'] } },
      { type: 'webhook.disabled', payload: { reason: 'by_request' } },
      { type: 'webhook.enabled', payload: {} },
      { type: 'webhook.removed', payload: {} },
    ]);
  });

  it('keeps its ETag while attempts fail', async () => {
    const by = await bench.employer();
    const { id, etag } = await bench.hook(by);
    bench.script = answers(500);
    bench.runner();
    await bench.addDeliveries(by.employerId, id, 1);
    await bench.settle();
    await bench.stopRunners();
    const shown = await by.get(`/webhooks/${id}`);
    expect(shown.body.health.failuresInARow).toBe(1);
    expect(shown.headers['etag']).toBe(etag);
  });

  it('is one of twenty at most, also of those that are made at once', async () => {
    const by = await bench.employer();
    const made = await Promise.all(Array.from({ length: 23 }, () => create({}, by)));
    expect(made.filter(({ status }) => status === 201)).toHaveLength(20);
    expect(made.filter(({ body }) => body.code === 'webhook-limit')).toHaveLength(3);
    const { items } = (await by.get('/webhooks')).body;
    expect((await by.delete(`/webhooks/${items[7].id}`, '"v1"')).status).toBe(204);
    expect((await create({}, by)).status).toBe(201);
    expect((await create({}, by)).status).toBe(409);
  });

  it('is nobody else’s business', async () => {
    const { body } = await create();
    const author = await addMember(bench.app, owner, 'author');
    expect((await author.get('/webhooks')).status).toBe(403);
    const stranger = await bench.employer();
    for (const path of [`/webhooks/${body.id}`, `/webhooks/${body.id}/deliveries`])
      expect((await stranger.get(path)).status).toBe(404);
  });

  it('can be had for the types that are told', async () => {
    const { items } = (await owner.get('/webhooks/event-types')).body;
    expect(items).toEqual(offeredEvents);
    expect(items.map(({ type }: { type: string }) => type)).not.toContain('jobs.replayed');
  });
});

describe('a test', () => {
  it('sends a ping whatever the filter says, and its log shows what was sent and answered', async () => {
    const by = await bench.employer();
    const hook = await bench.hook(by);
    bench.script = answers(200, { 'Content-Type': 'text/plain' }, 'pong');
    const asked = await by.post(`/webhooks/${hook.id}/test`);
    expect(asked.status).toBe(202);
    expect(asked.body).toMatchObject({ eventType: 'ping', state: 'pending', log: [] });
    bench.runner();
    await bench.settle();
    await bench.stopRunners();
    // Another test's retry may have come in between.
    const request = bench.receiver.requests.find(
      (one) => headerOf(one, 'webhook-id') === asked.body.eventId,
    )!;
    expect(JSON.parse(request.body.toString())).toMatchObject({ type: 'ping', data: { webhookId: hook.id } });
    expect(isSignedWith(request, hook.secret)).toBe(true);
    expect(headerOf(request, 'content-type')).toBe('application/json; charset=utf-8');
    const { body } = await by.get(`/webhooks/${hook.id}/deliveries/${asked.body.id}`);
    expect(body).toMatchObject({
      state: 'delivered',
      attempts: 1,
      body: request.body.toString(),
      log: [{ number: 1, url: hook.url, status: 200, answer: 'pong', failure: null }],
    });
  });
});

describe('the deliveries of a webhook', () => {
  it('are listed in pages, the newest first, by state and type', async () => {
    const by = await bench.employer();
    const { id } = await bench.hook(by);
    await bench.addDeliveries(by.employerId, id, 5);
    await by.post(`/webhooks/${id}/test`);
    const path = `/webhooks/${id}/deliveries`;
    const ids: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: Answer = await by.get(`${path}?limit=4${cursor && `&cursor=${cursor}`}`);
      ids.push(...page.body.items.map((item: { id: string }) => item.id));
      cursor = page.body.nextCursor;
    }
    expect(new Set(ids).size).toBe(6);
    expect((await by.get(`${path}?type=ping`)).body.items.map((item: { id: string }) => item.id)).toEqual([
      ids[0],
    ]);
    expect((await by.get(`${path}?state=delivered`)).body.items).toEqual([]);
    expect((await by.get(`${path}?state=lost`)).status).toBe(400);
    expect((await by.get(`${path}?cursor=x`)).status).toBe(400);
  });

  it('are gone a month after their end with their log, and a removed webhook after them', async () => {
    const by = await bench.employer();
    const hook = await bench.hook(by);
    bench.script = answers(200);
    bench.runner();
    await bench.addDeliveries(by.employerId, hook.id, 3);
    await bench.settle();
    await bench.stopRunners();
    await bench.addDeliveries(by.employerId, hook.id, 1);
    const { admin } = bench.app.database;
    await admin.query(
      `UPDATE webhook_deliveries SET created_at = now() - interval '60 days', finished_at = finished_at - interval '31 days'
        WHERE employer_id = $1 AND (state = 'pending' OR id <> (SELECT min(id::text)::uuid FROM webhook_deliveries
          WHERE employer_id = $1 AND state = 'delivered'))`,
      [by.employerId],
    );
    await bench.dispatcher.purge();
    const left = await bench.deliveries(by.employerId);
    // One that ended lately, and one that has not.
    expect(left.map(({ state }) => state).toSorted()).toEqual(['delivered', 'pending']);
    const attempts = await admin.query(`SELECT 1 FROM webhook_attempts WHERE employer_id = $1`, [
      by.employerId,
    ]);
    expect(attempts.rowCount).toBe(1);

    await by.delete(`/webhooks/${hook.id}`, hook.etag);
    await admin.query(`UPDATE webhook_endpoints SET removed_at = now() - interval '31 days' WHERE id = $1`, [
      hook.id,
    ]);
    await bench.dispatcher.purge();
    expect(await bench.deliveries(by.employerId)).toHaveLength(2);
    await admin.query(
      `UPDATE webhook_deliveries SET finished_at = now() - interval '31 days' WHERE endpoint_id = $1`,
      [hook.id],
    );
    await bench.dispatcher.purge();
    const { rowCount } = await admin.query(`SELECT 1 FROM webhook_endpoints WHERE id = $1`, [hook.id]);
    expect(rowCount).toBe(0);
  });
});
