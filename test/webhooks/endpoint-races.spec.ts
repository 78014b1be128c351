import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gate, interceptStatements } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { answerText } from '../support/scripted-receiver.js';
import type { Employer } from '../support/test-app.js';
import { answers, WebhookBench, type Hook } from '../support/webhook-bench.js';

let bench: WebhookBench;
let owner: Employer;
let hook: Hook;
beforeAll(async () => {
  bench = await WebhookBench.open();
});
afterAll(() => bench.close());
beforeEach(async () => {
  owner = await bench.employer();
  hook = await bench.hook(owner);
});
afterEach(() => bench.stopRunners());

const states = async (): Promise<string[]> =>
  (await bench.deliveries(owner.employerId)).map(({ state }) => state);

const disable = () => owner.patch(`/webhooks/${hook.id}`, { enabled: false }, hook.etag);
const remove = () => owner.delete(`/webhooks/${hook.id}`, hook.etag);

describe('an event that is distributed while its webhook is', () => {
  it.each([
    ['disabled', disable, 200],
    ['removed', remove, 204],
  ])('%s does not wait for ever', async (_, act, status) => {
    await bench.happen(owner);
    const [reached, goOn] = [gate(), gate()];
    const stop = interceptStatements({
      holdBefore: (text) => {
        if (!text.startsWith('INSERT INTO webhook_deliveries')) return undefined;
        reached.open();
        return goOn.opened;
      },
    });
    const read = bench.readJournal();
    await reached.opened;
    const acted = act();
    await lockWaiters(bench.app.database.admin, 1);
    goOn.open();
    expect((await acted).status).toBe(status);
    await read;
    stop();
    expect(await states()).toEqual(['endpoint_disabled']);
    expect(await bench.withoutEnd(owner.employerId)).toBe(0);
  });
});

describe('a webhook that changes during a call', () => {
  /** The call has arrived and is answered when the test says so. */
  async function duringACall(act: () => Promise<{ status: number }>, status: number): Promise<void> {
    const [arrived, goOn] = [gate(), gate()];
    bench.script = (socket) => {
      arrived.open();
      void goOn.opened.then(() => socket.end(answerText(status)));
    };
    bench.runner();
    await bench.happen(owner);
    await bench.readJournal();
    await bench.dispatcher.dispatch();
    await arrived.opened;
    expect((await act()).status).toBeLessThan(300);
    goOn.open();
    await bench.until('the answer is in the log', async () => {
      const { rows } = await bench.app.database.admin.query(
        `SELECT 1 FROM webhook_attempts WHERE employer_id = $1`,
        [owner.employerId],
      );
      return rows.length === 1;
    });
    const jobs = (): Promise<boolean> =>
      bench.app.database.admin
        .query(`SELECT 1 FROM jobs WHERE kind = 'webhook_lane' AND employer_id = $1 AND state <> 'done'`, [
          owner.employerId,
        ])
        .then(({ rowCount }) => rowCount === 0);
    await bench.until('the lane has ended', jobs);
  }

  it('by being disabled keeps what then fails', async () => {
    await duringACall(disable, 500);
    expect(await states()).toEqual(['endpoint_disabled']);
  });

  it('by being disabled knows what then arrives', async () => {
    await duringACall(disable, 200);
    expect(await states()).toEqual(['delivered']);
  });

  it('by being removed does the same, and is not disabled after its removal', async () => {
    await duringACall(remove, 410);
    expect(await states()).toEqual(['endpoint_disabled']);
    const { rows } = await bench.app.database.admin.query(
      `SELECT secret, disabled_at FROM webhook_endpoints WHERE id = $1`,
      [hook.id],
    );
    expect(rows).toEqual([{ secret: null, disabled_at: null }]);
  });

  it('by going elsewhere is not judged by what the former address answers', async () => {
    const moved = () => owner.patch(`/webhooks/${hook.id}`, { url: bench.url('/new') }, hook.etag);
    await duringACall(moved, 410);
    expect(await bench.deliveries(owner.employerId)).toMatchObject([{ state: 'pending', attempts: 0 }]);
    bench.script = answers(200);
    await bench.settle();
    expect(await states()).toEqual(['delivered']);
    expect(bench.received('/new').size).toBe(1);
  });
});

describe('sending again', () => {
  let path: string;
  beforeEach(async () => {
    bench.script = answers(200);
    bench.runner();
    await bench.happen(owner);
    await bench.settle();
    const [delivery] = await bench.deliveries(owner.employerId);
    path = `/webhooks/${hook.id}/deliveries/${delivery!.id}/redeliver`;
  });

  const replays = async (): Promise<number> => {
    const { rowCount } = await bench.app.database.admin.query(
      `SELECT 1 FROM events WHERE employer_id = $1 AND type = 'webhook.redelivered'`,
      [owner.employerId],
    );
    return rowCount ?? 0;
  };

  it('asked for at once on many screens happens once', async () => {
    const screens = await Promise.all(Array.from({ length: 8 }, () => owner.post(path, {})));
    expect(screens.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect(screens.every(({ body }) => body.state === 'pending' && body.redeliveries === 1)).toBe(true);
    expect(await replays()).toBe(1);
    await bench.settle();
    expect([...bench.received().values()].at(-1)).toBe(2);
  });

  it('asked for on a second screen that has not seen the first happens once, even when that has long arrived', async () => {
    expect((await owner.post(path, { redeliveries: 0 })).body.redeliveries).toBe(1);
    await bench.settle();
    const late = await owner.post(path, { redeliveries: 0 });
    expect(late.body).toMatchObject({ state: 'delivered', redeliveries: 1 });
    expect(await replays()).toBe(1);
    expect([...bench.received().values()].at(-1)).toBe(2);
    // Whoever has seen it may ask for another.
    expect((await owner.post(path, { redeliveries: 1 })).body.redeliveries).toBe(2);
  });

  it('keeps the webhook-id, and the log of both rounds', async () => {
    await owner.post(path, {});
    await bench.settle();
    const { body } = await owner.get(path.replace('/redeliver', ''));
    expect(body.log).toMatchObject([
      { number: 1, redelivery: 1, status: 200 },
      { number: 1, redelivery: 0, status: 200 },
    ]);
  });
});
