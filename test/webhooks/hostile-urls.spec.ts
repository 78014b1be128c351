import { type AddressInfo, type Server, Socket, createServer } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loopbackUrls, otherHostileUrls, publicAddress, resolveHostile } from '../support/hostile-urls.js';
import type { Employer } from '../support/test-app.js';
import { WebhookBench, type Hook } from '../support/webhook-bench.js';

/**
 * The whole service with the settings of an installation: nothing inside is opened. A trap on this computer, in both families,
 * must stay empty whatever stands in the table.
 */
let bench: WebhookBench;
let owner: Employer;
let hook: Hook;
let port = 0;
const traps: Server[] = [];
let trapped = 0;
const opened: (string | undefined)[] = [];
let alternating: readonly string[] = [publicAddress];

beforeAll(async () => {
  for (const host of ['0.0.0.0', '::']) {
    const trap = createServer((socket) => {
      trapped += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen({ port, host, ipv6Only: host === '::' }, resolve));
    port = (trap.address() as AddressInfo).port;
    traps.push(trap);
  }
  bench = await WebhookBench.open({
    outbound: {
      policy: { allowedPorts: [443, port], allowedNetworks: [] },
      resolveName: async (name) => (name === 'rebinding.example' ? alternating : resolveHostile(name)),
      // What is vetted as public is not called from a test.
      openSocket: ({ host }) => {
        opened.push(host);
        const socket = new TLSSocket(new Socket());
        process.nextTick(() => socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })));
        return socket;
      },
    },
  });
  owner = await bench.employer();
  hook = await bench.hook(owner, { url: 'https://hooks.example.com/' });
  bench.runner();
});
afterAll(async () => {
  await bench.close();
  for (const trap of traps) trap.close();
});

const withPort = (url: string): string =>
  url.replaceAll('OTHERPORT', String(port - 1)).replaceAll('PORT', String(port));

/** Past the check at saving, as if a name had changed its mind or the check had a hole. False where the table refuses. */
async function store(url: string): Promise<boolean> {
  try {
    await bench.app.database.admin.query(`UPDATE webhook_endpoints SET url = $2 WHERE id = $1`, [
      hook.id,
      url,
    ]);
    return true;
  } catch {
    return false;
  }
}

async function deliver(): Promise<{ state: string; dead_reason: string | null }> {
  await bench.app.database.admin.query(
    `UPDATE webhook_health SET failures_in_a_row = 0, failing_since = NULL, next_probe_at = NULL`,
  );
  await bench.app.database.admin.query('DELETE FROM webhook_attempts; DELETE FROM webhook_deliveries');
  await bench.addDeliveries(owner.employerId, hook.id, 1);
  await bench.settle();
  return (await bench.deliveries(owner.employerId))[0]!;
}

describe('a hostile URL', () => {
  it('is refused when it is saved, unless only a look-up tells', async () => {
    const taken: string[] = [];
    for (const url of [...loopbackUrls, ...otherHostileUrls].map(withPort)) {
      const answer = await owner.post('/webhooks', { url, eventTypes: ['*'] });
      if (answer.status === 201) {
        taken.push(new URL(url).hostname);
        await owner.delete(`/webhooks/${answer.body.id}`, String(answer.headers['etag']));
      } else expect([400, 422], url.slice(0, 60)).toContain(answer.status);
    }
    expect(taken.filter((name) => !/^[a-z0-9.-]+\.example\.?$/.test(name))).toEqual([]);
  });

  it('in the table opens no connection, and its delivery is dead at once', async () => {
    let tried = 0;
    for (const url of [...loopbackUrls, ...otherHostileUrls].map(withPort)) {
      if (!(await store(url))) continue;
      tried += 1;
      expect([url.slice(0, 60), await deliver()]).toEqual([
        url.slice(0, 60),
        expect.objectContaining({ state: 'dead', dead_reason: 'permanent_failure' }),
      ]);
    }
    expect(tried).toBeGreaterThan(60);
    expect({ trapped, opened }).toEqual({ trapped: 0, opened: [] });
  }, 60_000);

  it('whose name answers publicly first and then with this computer is not followed there', async () => {
    expect(await store(`https://rebinding.example:${port}/`)).toBe(true);
    alternating = [publicAddress];
    expect(await deliver()).toMatchObject({ state: 'pending' });
    expect(opened).toEqual([publicAddress]);
    for (const addresses of [['127.0.0.1'], ['::1'], [publicAddress, '127.0.0.1']]) {
      alternating = addresses;
      expect(await deliver()).toMatchObject({ state: 'dead', dead_reason: 'permanent_failure' });
    }
    expect({ trapped, opened }).toEqual({ trapped: 0, opened: [publicAddress] });
  });
});
