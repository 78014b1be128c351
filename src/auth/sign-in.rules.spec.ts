import { describe, expect, it } from 'vitest';
import {
  accountSubject,
  countedSubjects,
  failuresAfterTry,
  networkOf,
  secondsToWait,
  signInLimits,
} from './sign-in.rules.js';

const wait = (failures: number, secondsSinceLast = 0): number =>
  secondsToWait('account', { failures, secondsSinceLast });

describe('the wait of an account', () => {
  it('is nothing for the first failures', () => {
    expect(Array.from({ length: 5 }, (_, failures) => wait(failures))).toEqual([0, 0, 0, 0, 0]);
  });

  it('then doubles up to an hour', () => {
    expect(Array.from({ length: 15 }, (_, more) => wait(5 + more))).toEqual([
      1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 3600, 3600, 3600,
    ]);
  });

  it('is over when it has passed', () => {
    expect(wait(8, 7.5)).toBeCloseTo(0.5);
    expect(wait(8, 8)).toBe(0);
    expect(wait(99, 3_599)).toBe(1);
    expect(wait(99, 3_600)).toBe(0);
  });

  it('never ends by itself after a hundred failures', () => {
    expect(wait(signInLimits.hardStopFailures, 10 * 365 * 86_400)).toBeGreaterThan(0);
  });

  it('allows a guesser few tries in a day', () => {
    let [now, last, failures, tries] = [0, 0, 0, 0];
    for (; now < 86_400; now += 1) {
      if (wait(failures, now - last) > 0) continue;
      failures = failuresAfterTry('account', { failures, secondsSinceLast: now - last });
      last = now;
      tries += 1;
    }
    expect(tries).toBeLessThan(45);
  });
});

describe('the wait of a network', () => {
  it('allows thirty failures and then asks for ten quiet minutes', () => {
    expect(secondsToWait('network', { failures: 29, secondsSinceLast: 0 })).toBe(0);
    expect(secondsToWait('network', { failures: 30, secondsSinceLast: 0 })).toBe(600);
    expect(secondsToWait('network', { failures: 30, secondsSinceLast: 599 })).toBe(1);
    expect(secondsToWait('network', { failures: 30, secondsSinceLast: 600 })).toBe(0);
    expect(failuresAfterTry('network', { failures: 30, secondsSinceLast: 600 })).toBe(1);
    expect(failuresAfterTry('network', { failures: 12, secondsSinceLast: 599 })).toBe(13);
  });

  it('allows a hundred requests where many people sit behind one address', () => {
    expect(secondsToWait('crowd', { failures: 99, secondsSinceLast: 0 })).toBe(0);
    expect(secondsToWait('crowd', { failures: 100, secondsSinceLast: 1 })).toBe(599);
    expect(failuresAfterTry('crowd', { failures: 100, secondsSinceLast: 600 })).toBe(1);
  });

  it('lets no window of ten minutes see more than thirty', () => {
    const allowed: number[] = [];
    let [last, failures] = [0, 0];
    for (let now = 0; now < 7_200; now += 7) {
      const counter = { failures, secondsSinceLast: now - last };
      if (secondsToWait('network', counter) > 0) continue;
      failures = failuresAfterTry('network', counter);
      last = now;
      allowed.push(now);
    }
    for (const start of allowed) {
      expect(allowed.filter((time) => time >= start && time < start + 600).length).toBeLessThanOrEqual(30);
    }
  });
});

describe('what is counted', () => {
  it('is the account and the network, or the known device alone', () => {
    const attempt = { email: 'ada@example.org', network: '10.0.0.1' };
    expect(countedSubjects(attempt).map(({ kind }) => kind)).toEqual(['account', 'network']);
    expect(countedSubjects(attempt)[0]?.subject).toEqual(accountSubject('ada@example.org'));
    const knownDevice = { personId: 'a', deviceHash: Buffer.alloc(32) };
    const [device, ...others] = countedSubjects({ ...attempt, knownDevice });
    expect(others).toEqual([]);
    expect(device?.subject).not.toEqual(accountSubject('ada@example.org'));
  });
});

describe('the network of an address', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['2001:db8:1:2::192.0.2.7', '2001:db8:1:2::/64'],
    ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ])('%s is in %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
