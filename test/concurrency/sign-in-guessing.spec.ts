import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashQueueLimits } from '../../src/auth/password-hasher.js';
import { accountSubject, signInLimits } from '../../src/auth/sign-in.rules.js';
import { newAddress } from '../support/members.js';
import { randomNetwork, TestApp, type Answer } from '../support/test-app.js';

let app: TestApp;
beforeAll(async () => {
  app = await TestApp.start();
});
afterAll(() => app.stop());

function guess(email: string, remoteAddress: string, headers: Record<string, string> = {}): Promise<Answer> {
  const body = { email, password: 'a wrong but plausible password' };
  return app.anonymous(headers).post('/auth/sign-in', body, { remoteAddress });
}

function deviceCookie(headers: Record<string, string>): string {
  return /__Host-assay-device=[^;]+/.exec(String(headers['cookie']))?.[0] ?? '';
}

function count(answers: readonly Answer[], status: number): number {
  return answers.filter((answer) => answer.status === status).length;
}

/** The free ones, and those that waiting 1, 2, 4 … seconds has earned on a slow machine. */
function triesWithin(start: number): number {
  return signInLimits.freeFailures + Math.floor(Math.log2((performance.now() - start) / 1000 + 1));
}

async function setCounter(email: string, failures: number, age: string): Promise<void> {
  await app.database.admin.query(
    `INSERT INTO sign_in_counters (subject, failures, last_failure_at) VALUES ($1, $2, now() - $3::interval)
     ON CONFLICT (subject) DO UPDATE SET failures = EXCLUDED.failures, last_failure_at = EXCLUDED.last_failure_at`,
    [accountSubject(email), failures, age],
  );
}

describe('guessing a password', () => {
  it.each(['known', 'unknown'])(
    '150 times at once from 50 networks tries no more than the free ones: %s address',
    async (kind) => {
      const owner = await app.employer();
      const email = kind === 'known' ? owner.email : newAddress();
      const networks = Array.from({ length: 50 }, (_, index) => `10.1.${index}.1`);
      const start = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 150 }, (_, index) => guess(email, networks[index % 50] ?? '')),
      );
      expect(count(answers, 401)).toBeGreaterThanOrEqual(signInLimits.freeFailures);
      expect(count(answers, 401)).toBeLessThanOrEqual(triesWithin(start));
      expect(count(answers, 401) + count(answers, 429)).toBe(150);
      const refused = answers.find((answer) => answer.status === 429);
      expect(Number(refused?.headers['retry-after'])).toBeGreaterThanOrEqual(1);

      const credentials = { email: owner.email, password: owner.password };
      if (kind === 'known') {
        const stranger = await app
          .anonymous()
          .post('/auth/sign-in', credentials, { remoteAddress: randomNetwork() });
        expect(stranger.status).toBe(429);
      }
      const own = app.anonymous({ cookie: deviceCookie(owner.headers) });
      expect((await own.post('/auth/sign-in', credentials, { remoteAddress: '10.1.7.1' })).status).toBe(200);
    },
  );

  it('stops at a hundred failures in a row until the owner comes on a known device', async () => {
    const owner = await app.employer();
    const credentials = { email: owner.email, password: owner.password };
    await setCounter(owner.email, signInLimits.hardStopFailures - 1, '1 hour');
    expect((await guess(owner.email, randomNetwork())).status).toBe(401);
    await setCounter(owner.email, signInLimits.hardStopFailures, '1 year');
    const right = await app
      .anonymous()
      .post('/auth/sign-in', credentials, { remoteAddress: randomNetwork() });
    expect([right.status, right.headers['retry-after']]).toEqual([
      429,
      String(signInLimits.hardStopRetrySeconds),
    ]);
    const own = app.anonymous({ cookie: deviceCookie(owner.headers) });
    expect((await own.post('/auth/sign-in', credentials)).status).toBe(200);
    const elsewhere = await app
      .anonymous()
      .post('/auth/sign-in', credentials, { remoteAddress: randomNetwork() });
    expect(elsewhere.status).toBe(200);
  });

  it('on a known device is counted too', async () => {
    const owner = await app.employer();
    const headers = { cookie: deviceCookie(owner.headers) };
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => guess(owner.email, randomNetwork(), headers)),
    );
    expect(count(answers, 401)).toBeGreaterThanOrEqual(signInLimits.freeFailures);
    expect(count(answers, 401)).toBeLessThanOrEqual(triesWithin(start));
    expect(count(answers, 401) + count(answers, 429)).toBe(20);
    const credentials = { email: owner.email, password: owner.password };
    const elsewhere = await app
      .anonymous()
      .post('/auth/sign-in', credentials, { remoteAddress: randomNetwork() });
    expect(elsewhere.status).toBe(200);
  });

  it('with the device of somebody else is counted as on none', async () => {
    const [owner, other] = [await app.employer(), await app.employer()];
    const headers = { cookie: deviceCookie(other.headers) };
    await setCounter(owner.email, signInLimits.hardStopFailures, '0');
    expect((await guess(owner.email, randomNetwork(), headers)).status).toBe(429);
  });

  it('from one network at many addresses tries thirty', async () => {
    const answers: Answer[] = [];
    for (let batch = 0; batch < 4; batch += 1) {
      const some = Array.from({ length: 10 }, (_, index) => `2001:db8:0:7::${batch}${index}`);
      answers.push(...(await Promise.all(some.map((address) => guess(newAddress(), address)))));
    }
    expect(count(answers, 401)).toBe(signInLimits.networkFailures);
    expect(count(answers, 429)).toBe(40 - signInLimits.networkFailures);
    expect((await guess(newAddress(), '2001:db8:0:8::1')).status).toBe(401);
  });

  it('does not become free because somebody of the same network succeeds', async () => {
    const owner = await app.employer();
    const network = randomNetwork();
    const credentials = { email: owner.email, password: owner.password };
    const statuses: number[] = [];
    for (let tries = 0; tries < 32; tries += 1) {
      if (tries % 4 === 0)
        await app.anonymous().post('/auth/sign-in', credentials, { remoteAddress: network });
      statuses.push((await guess(newAddress(), network)).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(signInLimits.networkFailures);
    expect(statuses.at(-1)).toBe(429);
  });

  it('starts anew after a success', async () => {
    const owner = await app.employer();
    const credentials = { email: owner.email, password: owner.password };
    for (let round = 0; round < 3; round += 1) {
      for (let tries = 1; tries < signInLimits.freeFailures; tries += 1)
        await guess(owner.email, randomNetwork());
      const answer = await app
        .anonymous()
        .post('/auth/sign-in', credentials, { remoteAddress: randomNetwork() });
      expect(answer.status).toBe(200);
    }
  });

  it('does not fill the process: the surplus is refused at once and costs nobody a try', async () => {
    const emails = Array.from({ length: 120 }, newAddress);
    const answers = await Promise.all(emails.map((email) => guess(email, randomNetwork())));
    const refused = answers.filter((answer) => answer.status === 503);
    expect(count(answers, 401)).toBeGreaterThanOrEqual(hashQueueLimits.atOnce + hashQueueLimits.waiting);
    expect(count(answers, 401) + refused.length).toBe(120);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers['retry-after']).toBe('2');
    const index = answers.findIndex((answer) => answer.status === 503);
    const { rows } = await app.database.admin.query<{ failures: number }>(
      `SELECT failures FROM sign_in_counters WHERE subject = $1`,
      [accountSubject(emails[index] ?? '')],
    );
    expect(rows).toEqual([{ failures: 0 }]);
  });
});
