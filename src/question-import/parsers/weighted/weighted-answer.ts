/** An answer with its share of the points, from -1 to 1. */
export interface WeightedAnswer {
  readonly text: string;
  readonly fraction: number;
  readonly feedback?: string;
}

/** Three times a third is written as 99.99999 percent. */
const roundingOfThirds = 0.001;

export function isWhole(fraction: number): boolean {
  return Math.abs(fraction - 1) < roundingOfThirds;
}

/** A text as a message shows it. */
export function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
