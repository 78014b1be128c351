/** How long a receiver has to take over the new secret: messages carry both signatures in that time. */
export const rotationOverlapHours = 24;

const millisecondsPerHour = 3_600_000;

export interface EndpointSecrets<Secret> {
  readonly current: Secret;
  /** The one before, and when it was replaced. */
  readonly previous?: { readonly secret: Secret; readonly replacedAt: Date };
}

/** The secrets to sign with, the newest first. */
export function signingSecrets<Secret>(
  { current, previous }: EndpointSecrets<Secret>,
  now: Date,
): readonly Secret[] {
  const isOverlap =
    previous !== undefined &&
    now.getTime() < previous.replacedAt.getTime() + rotationOverlapHours * millisecondsPerHour;
  return isOverlap ? [current, previous.secret] : [current];
}

/**
 * The secrets after a rotation. A second one within the overlap drops the oldest at once: whoever rotates twice in a day
 * wants a leaked secret gone.
 */
export function rotated<Secret>(
  { current }: EndpointSecrets<Secret>,
  next: Secret,
  now: Date,
): EndpointSecrets<Secret> {
  return { current: next, previous: { secret: current, replacedAt: now } };
}
