import type { AcceptedNumber } from '../question-body.js';

/** How near an answer must come; "range" stands for two bounds instead of a value. */
export const nearnesses = [
  'exact',
  'absolute',
  'relative',
  'significantFigures',
  'decimalPlaces',
  'range',
] as const;
export type Nearness = (typeof nearnesses)[number];

export function nearnessOf(entry: AcceptedNumber): { readonly name: Nearness; readonly amount?: string } {
  if ('min' in entry) return { name: 'range' };
  const { tolerance, significantFigures, decimalPlaces } = entry;
  if (tolerance && 'absolute' in tolerance) return { name: 'absolute', amount: tolerance.absolute };
  if (tolerance) return { name: 'relative', amount: tolerance.relative };
  if (significantFigures !== undefined)
    return { name: 'significantFigures', amount: String(significantFigures) };
  if (decimalPlaces !== undefined) return { name: 'decimalPlaces', amount: String(decimalPlaces) };
  return { name: 'exact' };
}

/** The same number with another nearness; what the two have in common is kept. */
export function withNearness(entry: AcceptedNumber, name: Nearness): AcceptedNumber {
  const { fraction } = entry;
  const value = 'min' in entry ? entry.min : entry.value;
  switch (name) {
    case 'range':
      return { min: value, max: 'max' in entry ? entry.max : value, fraction };
    case 'exact':
      return { value, fraction };
    case 'absolute':
      return { value, fraction, tolerance: { absolute: '0' } };
    case 'relative':
      return { value, fraction, tolerance: { relative: '0.01' } };
    case 'significantFigures':
      return { value, fraction, significantFigures: 3 };
    case 'decimalPlaces':
      return { value, fraction, decimalPlaces: 2 };
  }
}

/** What is no number is sent as it is, so that the server says so at the field. */
export function withNearnessAmount(entry: AcceptedNumber, amount: string): AcceptedNumber {
  if ('min' in entry) return entry;
  const { value, fraction } = entry;
  switch (nearnessOf(entry).name) {
    case 'absolute':
      return { value, fraction, tolerance: { absolute: amount } };
    case 'relative':
      return { value, fraction, tolerance: { relative: amount } };
    case 'significantFigures':
      return { value, fraction, significantFigures: Number(amount) };
    case 'decimalPlaces':
      return { value, fraction, decimalPlaces: Number(amount) };
    default:
      return entry;
  }
}
