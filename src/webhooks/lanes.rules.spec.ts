import { describe, expect, it } from 'vitest';
import { healthyEndpoint } from './endpoint-health.rules.js';
import { grantLanes, laneLimits, type Lane, type WaitingEndpoint } from './lanes.rules.js';

const now = new Date('2026-03-01T09:00:00Z');
const later = new Date(now.getTime() + 1_000);

function waiting(
  employerId: string,
  endpointId: string,
  more: Partial<WaitingEndpoint> = {},
): WaitingEndpoint {
  return { employerId, endpointId, due: 2, health: healthyEndpoint, servedAt: null, ...more };
}

const failing = (nextProbeAt: Date): Partial<WaitingEndpoint> => ({
  health: { failuresInARow: 10, failingSince: now, nextProbeAt },
});

const lane = (employerId: string, endpointId: string): Lane => ({ employerId, endpointId });

/** What is granted, as `endpoint: lanes`. */
function granted(endpoints: readonly WaitingEndpoint[], held: readonly Lane[] = []): Record<string, number> {
  return Object.fromEntries(
    grantLanes(endpoints, held, now).map(({ endpointId, lanes }) => [endpointId, lanes]),
  );
}

const sum = (grants: Record<string, number>): number => Object.values(grants).reduce((a, b) => a + b, 0);

describe('lanes', () => {
  it('go to whoever waits: two for an endpoint, and no more than it has to send', () => {
    expect(granted([waiting('a', 'a1'), waiting('b', 'b1', { due: 1 })])).toEqual({ a1: 2, b1: 1 });
    expect(granted([waiting('a', 'a1')], [lane('a', 'a1')])).toEqual({ a1: 1 });
    expect(granted([waiting('a', 'a1')], [lane('a', 'a1'), lane('a', 'a1')])).toEqual({});
    expect(granted([])).toEqual({});
  });

  it('are ten for an employer, spread over its endpoints', () => {
    const endpoints = Array.from({ length: 8 }, (_, index) => waiting('a', `a${index}`));
    const grants = granted(endpoints);
    expect(sum(grants)).toBe(laneLimits.perEmployer);
    expect(Object.keys(grants)).toHaveLength(8);
  });

  it('are 32 in all, spread over the employers', () => {
    const endpoints = Array.from({ length: 20 }, (_, index) => waiting(`e${index}`, `w${index}`));
    const grants = granted(endpoints, [lane('e0', 'w0')]);
    expect(sum(grants)).toBe(laneLimits.inAll - 1);
    expect(Object.keys(grants)).toHaveLength(20);
    // Who held one already has no more than the others.
    expect(grants['w0']).toBe(1);
  });

  it('go first to who was served least recently', () => {
    const held = Array.from({ length: laneLimits.inAll - 1 }, (_, index) => lane(`x${index}`, `x${index}`));
    const endpoints = [
      waiting('a', 'a1', { servedAt: later }),
      waiting('b', 'b1', { servedAt: now }),
      waiting('c', 'c1', { servedAt: later }),
    ];
    expect(granted(endpoints, held)).toEqual({ b1: 1 });
    expect(granted([...endpoints, waiting('d', 'd1')], held)).toEqual({ d1: 1 });
  });

  it('are not given to an open circuit before its minute, and then one as a probe', () => {
    expect(granted([waiting('a', 'a1', failing(later))])).toEqual({});
    const [probe] = grantLanes([waiting('a', 'a1', failing(now))], [], now);
    expect(probe).toMatchObject({ lanes: 1, nextProbeAt: new Date(now.getTime() + 60_000) });
    expect(granted([waiting('a', 'a1', failing(now))], [lane('a', 'a1')])).toEqual({});
  });
});
