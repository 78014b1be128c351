import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { JobOperations } from '../../src/jobs/job-operations.js';
import { circuitLimits } from '../../src/webhooks/endpoint-health.rules.js';
import { laneLimits } from '../../src/webhooks/lanes.rules.js';
import { gate } from '../support/interleave.js';
import { answerText, type Script } from '../support/scripted-receiver.js';
import { answers, pathOf, WebhookBench } from '../support/webhook-bench.js';

let bench: WebhookBench;
beforeAll(async () => {
  bench = await WebhookBench.open({ outbound: { limits: { exchangeMilliseconds: 15_000 } } });
});
afterAll(() => bench.close());
afterEach(async () => {
  await bench.stopRunners();
  await bench.app.database.admin.query(
    `DELETE FROM webhook_attempts; DELETE FROM webhook_deliveries; DELETE FROM jobs`,
  );
});

async function lanes(employerId?: string): Promise<number> {
  const { rowCount } = await bench.app.database.admin.query(
    `SELECT 1 FROM jobs WHERE kind = 'webhook_lane' AND ($1::uuid IS NULL OR employer_id = $1)`,
    [employerId ?? null],
  );
  return rowCount ?? 0;
}

describe('at once there are', () => {
  it('two calls at an endpoint, ten for an employer and 32 in all, however many dispatch', async () => {
    const open = gate();
    let [now, most] = [0, 0];
    bench.script = (socket) => {
      now += 1;
      most = Math.max(most, now);
      void open.opened.then(() => {
        now -= 1;
        socket.end(answerText(200));
      });
    };
    const perEndpoint = new Map<string, number>();
    const employers: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      const owner = await bench.employer();
      employers.push(owner.employerId);
      for (let hooks = 0; hooks < 7; hooks += 1) {
        const { id } = await bench.hook(owner);
        await bench.addDeliveries(owner.employerId, id, 4);
        perEndpoint.set(id, 0);
      }
    }
    const rounds = Array.from({ length: 6 }, () => bench.dispatcher.dispatch());
    expect((await Promise.all(rounds)).reduce((a, b) => a + b, 0)).toBe(laneLimits.inAll);
    expect(await bench.dispatcher.dispatch()).toBe(0);
    for (const employerId of employers)
      expect(await lanes(employerId)).toBeLessThanOrEqual(laneLimits.perEmployer);
    const { rows } = await bench.app.database.admin.query<{ most: number }>(
      `SELECT max(count)::int AS most FROM (SELECT count(*) FROM webhook_deliveries WHERE job_id IS NOT NULL GROUP BY endpoint_id) x`,
    );
    expect(rows[0]!.most).toBeLessThanOrEqual(laneLimits.perEndpoint);
    bench.runner({ slots: 60 });
    await bench.until('all lanes call', () => now === laneLimits.inAll);
    open.open();
    await bench.settle();
    expect(most).toBe(laneLimits.inAll);
    expect(await bench.withoutEnd()).toBe(0);
  }, 30_000);
});

describe('a receiver that is down', () => {
  it('is left alone after ten failures, but for one probe a minute, whoever asks', async () => {
    const owner = await bench.employer();
    const { id } = await bench.hook(owner, { url: bench.url('/down') });
    bench.script = answers(500);
    bench.runner();
    bench.runner();
    await bench.addDeliveries(owner.employerId, id, 40);
    await bench.settle();
    const calls = (): number =>
      bench.receiver.requests.filter((request) => pathOf(request) === '/down').length;
    // Both lanes were under way when the circuit opened.
    expect(calls()).toBeLessThanOrEqual(circuitLimits.failuresToOpen + 1);
    const before = calls();
    for (let minute = 1; minute <= 3; minute += 1) {
      await bench.pass(59);
      await bench.settle();
      expect(calls()).toBe(before + minute - 1);
      await bench.pass(1);
      await Promise.all(Array.from({ length: 5 }, () => bench.dispatcher.dispatch()));
      await bench.settle();
      expect(calls()).toBe(before + minute);
    }
    bench.script = answers(200);
    await bench.pass(60);
    await bench.settle();
    const waiting = (await bench.deliveries(owner.employerId)).filter(({ state }) => state === 'pending');
    // What had failed waits for its time; the rest has gone out.
    expect(waiting.every(({ attempts }) => attempts > 0)).toBe(true);
    await bench.pass(86_400);
    await bench.settle();
    expect(await bench.withoutEnd()).toBe(0);
  }, 30_000);

  it('with ten thousand deliveries delays nobody else, and costs the queue a few jobs', async () => {
    const [dead, well] = [await bench.employer(), await bench.employer()];
    const down = await bench.hook(dead, { url: bench.url('/down') });
    const up = await bench.hook(well, { url: bench.url('/up') });
    // Each call at the dead one lasts.
    const script: Script = (socket, request) =>
      pathOf(request) === '/up'
        ? void socket.end(answerText(200))
        : void setTimeout(() => socket.destroy(), 1_500);
    bench.script = script;
    await bench.addDeliveries(dead.employerId, down.id, 10_000);
    bench.runner({ slots: 8 });
    await bench.dispatcher.dispatch();
    await bench.addDeliveries(well.employerId, up.id, 200);
    const since = Date.now();
    await bench.until(
      'the other employer has everything',
      async () => {
        await bench.dispatcher.dispatch();
        return (await bench.deliveries(well.employerId)).every(({ state }) => state === 'delivered');
      },
      30_000,
    );
    expect(Date.now() - since).toBeLessThan(30_000);
    expect(await lanes(dead.employerId)).toBeLessThanOrEqual(circuitLimits.failuresToOpen + 1);
    // A lane goes on with a receiver that is well: 200 messages are a few jobs.
    expect(await lanes(well.employerId)).toBeLessThan(20);
  }, 60_000);
});

describe('a job that dies over a delivery', () => {
  it('takes it along, and brings it back when it is replayed', async () => {
    const owner = await bench.employer();
    const { id } = await bench.hook(owner);
    await bench.addDeliveries(owner.employerId, id, 1);
    expect(await bench.dispatcher.dispatch()).toBe(1);
    // As after three workers that ended over it.
    await bench.app.database.admin.query(
      `UPDATE jobs SET state = 'dead', error_class = 'poison', finished_at = now() WHERE kind = 'webhook_lane'`,
    );
    await bench.dispatcher.dispatch();
    expect(await bench.deliveries(owner.employerId)).toMatchObject([
      { state: 'dead', dead_reason: 'sender_failed' },
    ]);
    expect(await bench.withoutEnd()).toBe(0);
    const operations = bench.app.app.get(JobOperations, { strict: false });
    expect(await operations.replay({ kind: 'webhook_lane' })).toBe(1);
    bench.script = answers(200);
    bench.runner();
    await bench.until('it is delivered', async () => {
      await bench.dispatcher.dispatch();
      return (await bench.deliveries(owner.employerId))[0]!.state === 'delivered';
    });
    expect(await operations.replay({ kind: 'webhook_lane' })).toBe(0);
  });

  it('gives it back where it has vanished', async () => {
    const owner = await bench.employer();
    const { id } = await bench.hook(owner);
    await bench.addDeliveries(owner.employerId, id, 1);
    await bench.dispatcher.dispatch();
    await bench.app.database.admin.query(`DELETE FROM jobs`);
    bench.runner();
    await bench.settle();
    expect(await bench.deliveries(owner.employerId)).toMatchObject([{ state: 'delivered' }]);
  });
});

describe('a worker that loses its lease during a call', () => {
  it('changes nothing any more: another sends under the same webhook-id', async () => {
    const owner = await bench.employer();
    const { id } = await bench.hook(owner, { url: bench.url('/slow') });
    await bench.addDeliveries(owner.employerId, id, 1);
    const first = gate();
    let calls = 0;
    bench.script = (socket) => {
      calls += 1;
      if (calls === 1) void first.opened.then(() => socket.end(answerText(410)));
      else socket.end(answerText(200));
    };
    await bench.dispatcher.dispatch();
    // Does not renew: as a process that is stopped.
    bench.runner({
      heartbeatMilliseconds: 600_000,
      leaseSeconds: 2,
      releaseMilliseconds: 600_000,
      abortMilliseconds: 1,
    });
    await bench.until('the call has come', () => calls === 1);
    await bench.app.database.admin.query(`UPDATE job_workers SET lease_until = now() - interval '1 second'`);
    bench.runner({ leaseSeconds: 60 });
    await bench.until('another has delivered it', async () =>
      (await bench.deliveries(owner.employerId)).every(({ state }) => state === 'delivered'),
    );
    first.open();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([...bench.received('/slow').values()]).toEqual([2]);
    expect((await owner.get(`/webhooks/${id}`)).body.enabled).toBe(true);
    const { rows } = await bench.app.database.admin.query(`SELECT status FROM webhook_attempts`);
    expect(rows).toEqual([{ status: 200 }]);
  });
});

describe('the figures for operators', () => {
  it('are those of the table', async () => {
    const owner = await bench.employer();
    const { id } = await bench.hook(owner);
    await bench.addDeliveries(owner.employerId, id, 3);
    bench.script = answers(200);
    bench.runner();
    await bench.settle();
    await bench.addDeliveries(owner.employerId, id, 2);
    const { text } = await bench.app.anonymous().get('/metrics', { remoteAddress: '127.0.0.1' });
    const { rows } = await bench.app.database.admin.query<{ state: string; count: number }>(
      'SELECT state, count(*)::int AS count FROM webhook_deliveries GROUP BY state',
    );
    expect(rows).toHaveLength(2);
    for (const { state, count } of rows)
      expect(text).toContain(`assay_webhook_deliveries{state="${state}"} ${count}`);
    expect(text).toContain('assay_webhook_deliveries{state="dead"} 0');
  });
});
