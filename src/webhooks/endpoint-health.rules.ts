import { type OutboundResult } from '../outbound/guarded-client.js';
import { isDelivered } from './delivery-outcome.rules.js';

/** What all attempts at an endpoint together say, over all deliveries. */
export interface EndpointHealth {
  /** Since the last success. */
  readonly failuresInARow: number;
  /** The first of them. */
  readonly failingSince: Date | null;
  /** Present while the circuit is open: nothing goes there before, and then one attempt. */
  readonly nextProbeAt: Date | null;
}

export const healthyEndpoint: EndpointHealth = { failuresInARow: 0, failingSince: null, nextProbeAt: null };

export const circuitLimits = { failuresToOpen: 10, secondsBetweenProbes: 60 } as const;

/** An endpoint is disabled after so long without a success, if as many attempts have said so. */
export const disablingLimits = { days: 3, failures: 10 } as const;

const millisecondsPerDay = 86_400_000;

export type Admission =
  /** With the health to store before the attempt: a probe reserves its minute, so that only one goes out. */
  | { readonly kind: 'go'; readonly isProbe: boolean; readonly health: EndpointHealth }
  /** Costs the delivery no attempt. */
  | { readonly kind: 'wait'; readonly until: Date };

/**
 * Whether an attempt may be made now. An open circuit protects us as much as the receiver: ten thousand deliveries that
 * each wait 15 seconds for a dead endpoint would hold the places of everybody else.
 */
export function admitAttempt(health: EndpointHealth, now: Date): Admission {
  if (health.nextProbeAt === null) return { kind: 'go', isProbe: false, health };
  if (now < health.nextProbeAt) return { kind: 'wait', until: health.nextProbeAt };
  return { kind: 'go', isProbe: true, health: { ...health, nextProbeAt: nextProbe(now) } };
}

/** The health after an attempt; attempts that began before the circuit opened count like others. */
export function healthAfter(health: EndpointHealth, result: OutboundResult, now: Date): EndpointHealth {
  if (isDelivered(result)) return healthyEndpoint;
  if (result.kind === 'failure' && result.failureClass === 'cancelled') return health;
  const failuresInARow = health.failuresInARow + 1;
  const isOpen = failuresInARow >= circuitLimits.failuresToOpen;
  const reserved =
    health.nextProbeAt !== null && health.nextProbeAt > now ? health.nextProbeAt : nextProbe(now);
  return {
    failuresInARow,
    failingSince: health.failingSince ?? now,
    nextProbeAt: isOpen ? reserved : null,
  };
}

/**
 * Whether the endpoint has failed for so long that it is to be disabled and its owners told. The count keeps an endpoint
 * alive that has little to do: two failures with a quiet week between them say nothing about the week.
 */
export function isToBeDisabled({ failuresInARow, failingSince }: EndpointHealth, now: Date): boolean {
  return (
    failingSince !== null &&
    failuresInARow >= disablingLimits.failures &&
    now.getTime() - failingSince.getTime() >= disablingLimits.days * millisecondsPerDay
  );
}

function nextProbe(now: Date): Date {
  return new Date(now.getTime() + circuitLimits.secondsBetweenProbes * 1_000);
}
