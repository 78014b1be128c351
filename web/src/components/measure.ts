/** Figures with their units, in the reader's language. */

/** The figure as the server gives it, which has rounded it: two decimals at most. */
export function percentText(percent: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit: 'percent', maximumFractionDigits: 2 }).format(
    percent,
  );
}

export function numberText(value: number, language: string, decimals = 2): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: decimals }).format(value);
}

const day = 86_400;
const hour = 3_600;
const minute = 60;

/** The two largest units, cut off and not rounded: who has 59.9 seconds left does not have a minute. 30 minutes are just that. */
export function durationText(seconds: number, language: string): string {
  const whole = Math.max(0, Math.floor(seconds));
  const unit = (value: number, name: 'day' | 'hour' | 'minute' | 'second'): string =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const parts =
    whole >= day
      ? [unit(Math.floor(whole / day), 'day'), unit(Math.floor((whole % day) / hour), 'hour')]
      : whole >= hour
        ? [unit(Math.floor(whole / hour), 'hour'), unit(Math.floor((whole % hour) / minute), 'minute')]
        : whole >= minute
          ? [unit(Math.floor(whole / minute), 'minute'), unit(whole % minute, 'second')]
          : [unit(whole, 'second')];
  return parts.filter((part, index) => index === 0 || !/^0\b/.test(part)).join(' ');
}
