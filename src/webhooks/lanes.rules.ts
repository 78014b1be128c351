import { admitAttempt, type EndpointHealth } from './endpoint-health.rules.js';

/** How many attempts may be under way at once. */
export const laneLimits = { perEndpoint: 2, perEmployer: 10, inAll: 32 } as const;

/** An endpoint with deliveries whose time has come and that nobody has in hand. */
export interface WaitingEndpoint {
  readonly employerId: string;
  readonly endpointId: string;
  /** How many; counted up to the limit per endpoint. */
  readonly due: number;
  readonly health: EndpointHealth;
  /** When it was last given a lane. */
  readonly servedAt: Date | null;
}

export interface Lane {
  readonly employerId: string;
  readonly endpointId: string;
}

export interface LaneGrant extends Lane {
  readonly lanes: number;
  /** Present for the probe of an open circuit: until when nobody else may try. */
  readonly nextProbeAt: Date | null;
}

/**
 * Who may send now. One place after the other goes to the employer who holds the fewest, and among those to the endpoint that
 * was served least recently: an employer with ten thousand events cannot keep another waiting for more than the attempts that
 * are under way.
 */
export function grantLanes(
  waiting: readonly WaitingEndpoint[],
  held: readonly Lane[],
  now: Date,
): readonly LaneGrant[] {
  const byEmployer = countBy(held, ({ employerId }) => employerId);
  const byEndpoint = countBy(held, ({ endpointId }) => endpointId);
  const candidates = waiting.flatMap((endpoint) => {
    const admission = admitAttempt(endpoint.health, now);
    if (admission.kind === 'wait') return [];
    const most = admission.isProbe ? 1 : Math.min(laneLimits.perEndpoint, endpoint.due);
    const isTried = admission.isProbe && (byEndpoint.get(endpoint.endpointId) ?? 0) > 0;
    return isTried ? [] : [{ endpoint, most, granted: 0, nextProbeAt: admission.health.nextProbeAt }];
  });
  for (let free = laneLimits.inAll - held.length; free > 0; free -= 1) {
    const open = candidates.filter(
      ({ endpoint: { employerId, endpointId }, most, granted }) =>
        granted < most &&
        (byEndpoint.get(endpointId) ?? 0) < laneLimits.perEndpoint &&
        (byEmployer.get(employerId) ?? 0) < laneLimits.perEmployer,
    );
    const next = open.toSorted(
      (a, b) =>
        (byEmployer.get(a.endpoint.employerId) ?? 0) - (byEmployer.get(b.endpoint.employerId) ?? 0) ||
        (byEndpoint.get(a.endpoint.endpointId) ?? 0) - (byEndpoint.get(b.endpoint.endpointId) ?? 0) ||
        (a.endpoint.servedAt?.getTime() ?? 0) - (b.endpoint.servedAt?.getTime() ?? 0),
    )[0];
    if (next === undefined) break;
    const { employerId, endpointId } = next.endpoint;
    next.granted += 1;
    byEmployer.set(employerId, (byEmployer.get(employerId) ?? 0) + 1);
    byEndpoint.set(endpointId, (byEndpoint.get(endpointId) ?? 0) + 1);
  }
  return candidates
    .filter(({ granted }) => granted > 0)
    .map(({ endpoint: { employerId, endpointId }, granted, nextProbeAt }) => ({
      employerId,
      endpointId,
      lanes: granted,
      nextProbeAt,
    }));
}

function countBy(lanes: readonly Lane[], key: (lane: Lane) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const lane of lanes) counts.set(key(lane), (counts.get(key(lane)) ?? 0) + 1);
  return counts;
}
