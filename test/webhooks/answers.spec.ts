import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerText, startScriptedReceiver, type Script } from '../support/scripted-receiver.js';
import type { Employer } from '../support/test-app.js';
import { answers, WebhookBench, type Hook } from '../support/webhook-bench.js';

let bench: WebhookBench;
let owner: Employer;
let hook: Hook;
beforeAll(async () => {
  bench = await WebhookBench.open({ outbound: { limits: { exchangeMilliseconds: 700 } } });
});
afterAll(() => bench.close());
beforeEach(async () => {
  owner = await bench.employer();
  hook = await bench.hook(owner);
  bench.runner();
});
afterEach(() => bench.stopRunners());

interface Seen {
  readonly state: string;
  readonly attempts: number;
  readonly waitSeconds: number;
  readonly attempt: Record<string, unknown>;
}

/** What a receiver that answers so makes of one event. */
async function afterOneAttempt(script: Script): Promise<Seen> {
  bench.script = script;
  await bench.happen(owner);
  await bench.settle();
  const [row] = await bench.deliveries(owner.employerId);
  const { body } = await owner.get(`/webhooks/${hook.id}/deliveries/${row!.id}`);
  expect(body.log).toHaveLength(1);
  return {
    state: row!.state,
    attempts: row!.attempts,
    waitSeconds: ((row!.next_attempt_at?.getTime() ?? Date.now()) - Date.now()) / 1_000,
    attempt: body.log[0],
  };
}

const endless: Script = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\n\r\n');
  const write = (): void => void (socket.destroyed || socket.write('a'.repeat(16_384), write));
  write();
};

const dripping: Script = (socket) => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
  const timer = setInterval(() => socket.write('a'), 50);
  socket.on('close', () => clearInterval(timer));
};

describe('a receiver that answers', () => {
  it.each([200, 202, 204])('%i has the message', async (status) => {
    const seen = await afterOneAttempt((socket) => void socket.end(`HTTP/1.1 ${status} Fine\r\n\r\n`));
    expect(seen).toMatchObject({ state: 'delivered', attempts: 1, attempt: { number: 1, status } });
    expect((await owner.get(`/webhooks/${hook.id}`)).body.health).toMatchObject({
      failuresInARow: 0,
      lastDeliveredAt: expect.any(String),
    });
  });

  it.each([400, 404, 500, 503])('%i gets it again after five seconds', async (status) => {
    const seen = await afterOneAttempt(answers(status, {}, 'no \u001b[31m such hook'));
    expect(seen).toMatchObject({
      state: 'pending',
      attempts: 1,
      attempt: { status, failure: null, answer: 'no \ufffd[31m such hook', answerCut: false },
    });
    expect(seen.waitSeconds).toBeGreaterThan(0);
    expect(seen.waitSeconds).toBeLessThanOrEqual(5);
  });

  it('with a redirect has not got it, and nobody goes there', async () => {
    const elsewhere = await startScriptedReceiver(answers(200));
    const location = `https://127.0.0.1:${elsewhere.port}/latest/meta-data/`;
    const seen = await afterOneAttempt(answers(301, { Location: location }));
    expect(seen).toMatchObject({ state: 'pending', attempt: { status: 301 } });
    expect(elsewhere.connections()).toBe(0);
    await elsewhere.close();
  });

  it('410 is gone: the webhook is disabled, and what waits for it is kept', async () => {
    await bench.addDeliveries(owner.employerId, hook.id, 6);
    bench.script = answers(410);
    await bench.settle();
    const states = (await bench.deliveries(owner.employerId)).map(({ state }) => state);
    expect(states).toEqual(Array.from({ length: 6 }, () => 'endpoint_disabled'));
    expect((await owner.get(`/webhooks/${hook.id}`)).body).toMatchObject({
      enabled: false,
      disabledReason: 'gone',
    });
    expect(await bench.withoutEnd(owner.employerId)).toBe(0);
  });

  it.each([
    ['seconds', '3600', 3_590, 3_600],
    ['more than a day', '864000', 86_390, 86_400],
    ['a date', new Date(Date.now() + 7_200_000).toUTCString(), 7_000, 7_201],
    ['a date of the past', 'Sun, 06 Nov 1994 08:49:37 GMT', 0, 5],
    ['something else', 'soon', 0, 5],
  ])('429 with Retry-After as %s', async (_, retryAfter, atLeast, atMost) => {
    const { waitSeconds } = await afterOneAttempt(answers(429, { 'Retry-After': retryAfter }));
    expect(waitSeconds).toBeGreaterThan(atLeast);
    expect(waitSeconds).toBeLessThanOrEqual(atMost);
  });

  it.each<[string, Script, string]>([
    ['nothing', () => undefined, 'timeout'],
    ['with a reset', (socket) => void socket.destroy(), 'reset'],
    ['a byte at a time', dripping, 'timeout'],
    ['no HTTP', (socket) => void socket.end('220 mail.example.org ESMTP\r\n'), 'malformed_answer'],
    [
      'half of what it announced',
      (socket) => void socket.end(`${answerText(200)}`.replace('Length: 0', 'Length: 9')),
      'reset',
    ],
    [
      'with a head that does not end',
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nA: ${'a'.repeat(40_000)}`),
      'too_large',
    ],
  ])('%s gets it again', async (_, script, failure) => {
    const seen = await afterOneAttempt(script);
    expect(seen).toMatchObject({ state: 'pending', attempts: 1, attempt: { failure } });
  });

  it('without end is cut off, and has it', async () => {
    const seen = await afterOneAttempt(endless);
    expect(seen).toMatchObject({ state: 'delivered', attempt: { status: 200, answerCut: true } });
    expect(String(seen.attempt['answer']).length).toBe(2_048);
  });
});
