/** The policy of codes by mail. docs/authentication.md states these numbers; the tries and the day also stand in the schema. */
export const oneTimeCodeLimits = {
  validMinutes: 10,
  tries: 5,
  /** For one address and assessment. */
  perHour: 3,
  perDay: 10,
} as const;

const hour = 3_600_000;

/** @param madeAt when codes of this address were made, at least those of the last day. */
export function mayMakeCode(madeAt: readonly Date[], now: Date): boolean {
  const within = (milliseconds: number): number =>
    madeAt.filter((time) => now.getTime() - time.getTime() < milliseconds).length;
  return within(hour) < oneTimeCodeLimits.perHour && within(24 * hour) < oneTimeCodeLimits.perDay;
}
