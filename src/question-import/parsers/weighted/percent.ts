import { readDecimal } from '../layouts/decimal-text.js';

/** The weights that Moodle offers, in percent; files with others come from other programs or from hands. */
const usualPercents = [
  100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5,
  11.11111, 10, 5, 0,
];

/** A percentage from -100 to 100 ("33.33333") as a fraction (0.3333333); anything else is nothing. */
export function readPercent(text: string): number | undefined {
  const decimal = readDecimal(text);
  if (!decimal.ok) {
    return undefined;
  }
  // Not divided by 100: 33.33333 / 100 is a little less than 0.3333333 in binary.
  const fraction = Number(`${decimal.value}e-2`);
  return Math.abs(fraction) <= 1 ? fraction : undefined;
}

/** Old files round: 33.333 is meant as a third. */
export function isUsualWeight(fraction: number): boolean {
  return usualPercents.some((percent) => Math.abs(Math.abs(fraction) * 100 - percent) < 0.01);
}
