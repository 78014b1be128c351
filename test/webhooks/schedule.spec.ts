import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { secondsBeforeAttempt } from '../../src/webhooks/retry-schedule.rules.js';
import { answers, headerOf, isSignedWith, WebhookBench } from '../support/webhook-bench.js';

let bench: WebhookBench;
beforeAll(async () => {
  bench = await WebhookBench.open();
});
afterAll(() => bench.close());
afterEach(() => bench.stopRunners());

const secondsUntil = (time: Date | null): number => ((time?.getTime() ?? 0) - Date.now()) / 1_000;

describe('the whole schedule', () => {
  it('is ten attempts over three days, each signed, then a dead letter and a disabled webhook; then it is sent again', async () => {
    const owner = await bench.employer();
    const hook = await bench.hook(owner);
    bench.script = answers(500, {}, 'out of order');
    bench.runner();
    await bench.happen(owner, 'é 🎉 \u2028 </script> 90071992547409931');
    await bench.readJournal();
    for (let attempt = 1; attempt <= 10; attempt += 1) {
      await bench.settle();
      const [delivery] = await bench.deliveries(owner.employerId);
      expect(delivery).toMatchObject({ attempts: attempt, job_id: null });
      expect(bench.receiver.requests).toHaveLength(attempt);
      const wait = secondsBeforeAttempt[attempt];
      if (wait === undefined) break;
      expect(delivery!.state).toBe('pending');
      const seconds = secondsUntil(delivery!.next_attempt_at);
      expect(seconds).toBeGreaterThan(wait - 5);
      expect(seconds).toBeLessThanOrEqual(wait + 1);
      await bench.pass(wait);
    }
    const requests = bench.receiver.requests;
    expect(new Set(requests.map((request) => headerOf(request, 'webhook-id'))).size).toBe(1);
    expect(new Set(requests.map((request) => request.body.toString('hex'))).size).toBe(1);
    expect(requests.every((request) => isSignedWith(request, hook.secret))).toBe(true);
    expect(JSON.parse(requests[0]!.body.toString()).data.payload.title).toBe(
      'é 🎉 \u2028 </script> 90071992547409931',
    );

    const [dead] = await bench.deliveries(owner.employerId);
    expect(dead).toMatchObject({ state: 'dead', dead_reason: 'attempts_exhausted' });
    const shown = await owner.get(`/webhooks/${hook.id}`);
    expect(shown.body).toMatchObject({ enabled: false, disabledReason: 'failing' });
    const detail = await owner.get(`/webhooks/${hook.id}/deliveries/${dead!.id}`);
    expect(detail.body.log).toHaveLength(10);
    expect(detail.body.log[0]).toMatchObject({ number: 10, status: 500, answer: 'out of order' });
    const { rows } = await bench.app.database.admin.query(
      `SELECT payload FROM events WHERE employer_id = $1 AND type = 'webhook.disabled'`,
      [owner.employerId],
    );
    expect(rows).toEqual([{ payload: '{"reason":"failing"}' }]);

    // Disabled: what happens now is kept, and nothing goes out.
    await bench.happen(owner);
    await bench.settle();
    expect((await bench.deliveries(owner.employerId)).map(({ state }) => state)).toEqual([
      'dead',
      'endpoint_disabled',
    ]);
    expect(requests).toHaveLength(10);
    expect(await bench.withoutEnd(owner.employerId)).toBe(0);

    // Repaired.
    bench.script = answers(200);
    const path = `/webhooks/${hook.id}/deliveries/${dead!.id}/redeliver`;
    expect((await owner.post(path, {})).status).toBe(409);
    const enabled = await owner.patch(
      `/webhooks/${hook.id}`,
      { enabled: true },
      String(shown.headers['etag']),
    );
    expect(enabled.body).toMatchObject({ enabled: true, health: { failuresInARow: 0, failingSince: null } });
    const since = '2020-01-01T00:00:00Z';
    expect((await owner.post(`/webhooks/${hook.id}/redeliver`, { since })).body).toEqual({ redelivered: 2 });
    expect((await owner.post(`/webhooks/${hook.id}/redeliver`, { since })).body).toEqual({ redelivered: 0 });
    await bench.settle();
    expect((await bench.deliveries(owner.employerId)).map(({ state }) => state)).toEqual([
      'delivered',
      'delivered',
    ]);
    const again = requests.slice(10).map((request) => headerOf(request, 'webhook-id'));
    expect(again).toContain(headerOf(requests[0]!, 'webhook-id'));
    expect(await bench.withoutEnd(owner.employerId)).toBe(0);
  });
});

describe('a secret that is rotated between two attempts', () => {
  it('counts beside the new one for a day, and then no more', async () => {
    const owner = await bench.employer();
    const { id, secret: before } = await bench.hook(owner);
    bench.script = answers(503);
    bench.runner();
    const first = bench.receiver.requests.length;
    await bench.happen(owner);
    await bench.settle();
    const { secret: after } = (await owner.post(`/webhooks/${id}/rotate-secret`)).body;
    expect(after).toMatch(/^whsec_/);
    expect(after).not.toBe(before);
    // 5 s, 5 min, 30 min, 2 h, 5 h: 7.6 hours. 10 h more, then 14 h more are beyond the day.
    for (const seconds of [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400]) {
      await bench.pass(seconds);
      await bench.settle();
    }
    const signatures = bench.receiver.requests
      .slice(first)
      .map((request) => [isSignedWith(request, before), isSignedWith(request, after)]);
    expect(signatures).toEqual([
      [true, false],
      ...Array.from({ length: 6 }, () => [true, true]),
      [false, true],
    ]);
  });
});
