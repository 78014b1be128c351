/** The two clocks of a device. Only the first may count time: people and networks move the second. */
export interface DeviceClocks {
  /** Milliseconds that only go forward, such as performance.now(). */
  monotonic(): number;
  /** What the device believes the time of day to be. */
  wall(): number;
}

export const deviceClocks: DeviceClocks = { monotonic: () => performance.now(), wall: () => Date.now() };

/** When the two clocks have moved apart by more than this, the device has slept or somebody has set its clock. */
const sleptMilliseconds = 2_000;

/**
 * The time that is left, as the server said it, counted down on a clock that nobody can set. What the device believes the
 * time of day to be is never used for it, so a wrong clock changes nothing.
 */
export class Countdown {
  private endsAt: number | null = null;
  private apart: number;

  constructor(private readonly clocks: DeviceClocks = deviceClocks) {
    this.apart = clocks.wall() - clocks.monotonic();
  }

  /**
   * @param remaining what the server said; null without a limit
   * @param roundTrip how long the answer took in all; half of it is taken to be the way back
   */
  sync(remaining: number | null, roundTrip: number): void {
    this.endsAt = remaining === null ? null : this.clocks.monotonic() + remaining - roundTrip / 2;
    this.apart = this.clocks.wall() - this.clocks.monotonic();
  }

  /** Milliseconds that are left, never below 0; null without a limit. */
  remaining(): number | null {
    return this.endsAt === null ? null : Math.max(0, this.endsAt - this.clocks.monotonic());
  }

  /** Some browsers stop the monotonic clock while the device sleeps: time for asking the server again. */
  hasSlept(): boolean {
    return Math.abs(this.clocks.wall() - this.clocks.monotonic() - this.apart) > sleptMilliseconds;
  }
}

const announcedMinutes = [1, 5, 10] as const;

/**
 * The minutes to announce after a step of the countdown, if the step passed one of the marks. Screen readers hear these
 * three and what they ask for; never each second.
 */
export function minutesPassed(before: number | null, after: number | null): number | undefined {
  if (before === null || after === null) return undefined;
  return announcedMinutes.find((minutes) => before > minutes * 60_000 && after <= minutes * 60_000);
}

export interface TimeParts {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
}

/** Rounded up, so that 0:00 is shown when the time is over and not a second before. */
export function timeParts(milliseconds: number): TimeParts {
  const seconds = Math.ceil(milliseconds / 1_000);
  return {
    hours: Math.floor(seconds / 3_600),
    minutes: Math.floor((seconds % 3_600) / 60),
    seconds: seconds % 60,
  };
}

/** 1:05:09, 12:05 or 0:09. */
export function clockText(milliseconds: number): string {
  const { hours, minutes, seconds } = timeParts(milliseconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
