import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { answerText } from '../support/scripted-receiver.js';
import { randomNumbers, testSeed } from '../support/seed.js';
import { WebhookBench } from '../support/webhook-bench.js';
import { WorkerProcess } from '../support/worker-process.js';

const wantedDeliveries = Number(process.env['ASSAY_TEST_WEBHOOK_DELIVERIES'] ?? 300);
const wantedKills = Number(process.env['ASSAY_TEST_WEBHOOK_KILLS'] ?? 4);
const leaseSeconds = 2;
const slots = 6;

let bench: WebhookBench;
const launched: WorkerProcess[] = [];
beforeAll(async () => {
  bench = await WebhookBench.open();
});
afterAll(async () => {
  await Promise.all(launched.map((worker) => worker.kill()));
  await bench.close();
});

function launch(): Promise<WorkerProcess> {
  const worker = WorkerProcess.launch(bench.app.database.url, leaseSeconds, slots, {
    child: '../webhooks/lane-child.ts',
    words: [String(bench.receiver.port)],
  });
  launched.push(worker);
  return worker.ready();
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('workers that are killed while they send webhooks', () => {
  it(`lose nothing: ${wantedDeliveries} deliveries arrive over ${wantedKills} kills, each noted once`, async () => {
    const random = randomNumbers(testSeed);
    const waits: (() => void)[] = [];
    bench.script = (socket) => {
      const timer = setTimeout(() => socket.end(answerText(200)), random() * 40);
      waits.push(() => clearTimeout(timer));
    };
    const employers: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const owner = await bench.employer();
      const { id } = await bench.hook(owner);
      await bench.addDeliveries(owner.employerId, id, wantedDeliveries / 3);
      employers.push(owner.employerId);
    }
    let workers = await Promise.all([launch(), launch()]);
    for (let kills = 0; kills < wantedKills; kills += 1) {
      await sleep(100 + random() * 500);
      const [victim, ...others] = workers;
      await victim!.kill();
      workers = [...others, await launch()];
    }
    await bench.until('all have arrived', async () => (await bench.withoutEnd()) === 0, 90_000);
    const { rows } = await bench.app.database.admin.query<{ state: string; attempts: number; noted: number }>(
      `SELECT state, attempts, (SELECT count(*)::int FROM webhook_attempts a WHERE a.delivery_id = d.id) AS noted
         FROM webhook_deliveries d`,
    );
    expect(rows).toHaveLength(wantedDeliveries);
    expect(rows.filter((row) => row.state !== 'delivered' || row.attempts !== 1 || row.noted !== 1)).toEqual(
      [],
    );
    const received = bench.received();
    expect(received.size).toBe(wantedDeliveries);
    const extra = [...received.values()].reduce((sum, count) => sum + count - 1, 0);
    // Each kill can hit as many calls as the worker had lanes.
    expect(extra).toBeLessThanOrEqual(wantedKills * slots);
    for (const clear of waits) clear();
  }, 180_000);
});
