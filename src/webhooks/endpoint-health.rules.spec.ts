import { describe, expect, it } from 'vitest';
import { type OutboundResult } from '../outbound/guarded-client.js';
import { deliveryOutcome } from './delivery-outcome.rules.js';
import {
  type EndpointHealth,
  admitAttempt,
  healthAfter,
  healthyEndpoint,
  isToBeDisabled,
} from './endpoint-health.rules.js';

const start = new Date('2026-03-27T12:00:00Z');
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1_000);
const timings = { total: 1 };
const answer = (status: number): OutboundResult => ({
  kind: 'answer',
  status,
  headers: {},
  body: Buffer.alloc(0),
  isBodyCut: false,
  timings,
});
const cancelled: OutboundResult = {
  kind: 'failure',
  failure: 'cancelled',
  failureClass: 'cancelled',
  detail: '',
  timings,
};

function failedTimes(times: number, from = healthyEndpoint, at = start): EndpointHealth {
  return Array.from({ length: times }).reduce<EndpointHealth>(
    (health) => healthAfter(health, answer(500), at),
    from,
  );
}

describe('the circuit', () => {
  it('lets nine failures pass and opens with the tenth', () => {
    expect(admitAttempt(failedTimes(9), start)).toMatchObject({ kind: 'go', isProbe: false });
    expect(admitAttempt(failedTimes(10), start)).toEqual({ kind: 'wait', until: after(60) });
  });

  it('starts counting anew with each success', () => {
    const health = failedTimes(9, healthAfter(failedTimes(9), answer(200), start));
    expect(admitAttempt(health, start).kind).toBe('go');
  });

  it('lets one probe through each minute, and only one', () => {
    let health = failedTimes(10);
    const probes: number[] = [];
    for (let second = 0; second < 600; second += 1) {
      // Several workers ask within the same second.
      for (let worker = 0; worker < 3; worker += 1) {
        const admission = admitAttempt(health, after(second));
        if (admission.kind === 'wait') continue;
        expect(admission.isProbe).toBe(true);
        probes.push(second);
        health = admission.health;
      }
      // Each probe fails after the 15 seconds of the client.
      if (probes.at(-1) === second - 15) health = healthAfter(health, answer(500), after(second));
    }
    expect(probes).toEqual([60, 120, 180, 240, 300, 360, 420, 480, 540]);
  });

  it('closes with a probe that succeeds', () => {
    const admission = admitAttempt(failedTimes(10), after(60));
    expect(admission.kind).toBe('go');
    const health = healthAfter(failedTimes(10), answer(204), after(61));
    expect(health).toEqual(healthyEndpoint);
    expect(admitAttempt(health, after(61))).toMatchObject({ kind: 'go', isProbe: false });
  });

  it('gives the next minute to another probe where one was never heard of again', () => {
    const admission = admitAttempt(failedTimes(10), after(60));
    if (admission.kind !== 'go') throw new Error('not admitted');
    expect(admitAttempt(admission.health, after(119)).kind).toBe('wait');
    expect(admitAttempt(admission.health, after(120))).toMatchObject({ kind: 'go', isProbe: true });
  });

  it('is not moved by an attempt that we cancelled ourselves', () => {
    const health = failedTimes(9);
    expect(healthAfter(health, cancelled, after(1))).toEqual(health);
  });

  it('counts what was under way when it opened, without putting the probe off', () => {
    const health = healthAfter(failedTimes(10), answer(500), after(14));
    expect(admitAttempt(health, after(59))).toEqual({ kind: 'wait', until: after(60) });
  });
});

describe('an endpoint that fails', () => {
  const threeDays = 3 * 86_400;

  it('is disabled after three days without a success', () => {
    const health = failedTimes(9, failedTimes(1), after(threeDays));
    expect(health.failingSince).toEqual(start);
    expect(isToBeDisabled(health, after(threeDays - 0.001))).toBe(false);
    expect(isToBeDisabled(health, after(threeDays))).toBe(true);
  });

  it('is not disabled after one success within them', () => {
    const recovered = healthAfter(failedTimes(20), answer(200), after(86_400));
    const health = failedTimes(20, recovered, after(86_401));
    expect(isToBeDisabled(health, after(threeDays + 1))).toBe(false);
    expect(isToBeDisabled(health, after(threeDays + 86_401))).toBe(true);
  });

  it('is not disabled for two failures with a quiet week between them', () => {
    expect(isToBeDisabled(failedTimes(1, failedTimes(1), after(7 * 86_400)), after(7 * 86_400))).toBe(false);
    expect(isToBeDisabled(healthyEndpoint, after(7 * 86_400))).toBe(false);
  });

  it.each([
    [0.5, true],
    [0.9, true],
    // The shortest schedule ends after 60 hours: the next delivery that fails disables.
    [0, false],
  ])('with one delivery only, and chance %d: disabled at its death is %s', (random, isDisabled) => {
    let [now, health] = [start, healthyEndpoint];
    for (let attempt = 1; ; attempt += 1) {
      expect(admitAttempt(health, now).kind).toBe('go');
      health = healthAfter(health, answer(500), now);
      const outcome = deliveryOutcome(answer(500), attempt, now, random);
      expect(isToBeDisabled(health, now)).toBe(isDisabled && outcome.kind === 'dead');
      if (outcome.kind !== 'retry') break;
      now = outcome.at;
    }
    expect(isToBeDisabled(failedTimes(1, health, after(threeDays)), after(threeDays + 1))).toBe(true);
  });
});
