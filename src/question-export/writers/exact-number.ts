import { Rational } from '../../common/exact/rational.js';

/** What the reader of tables takes; a longer number is no answer that anybody types. */
const mostDigits = 30;

/**
 * A decimal as a key may hold it ("+.5e3", "007") without exponent, sign or zeros that say nothing: "500", "7".
 *
 * @returns the text as given where that has more than 30 digits
 */
export function plainNumber(text: string): { readonly text: string; readonly isShort: boolean } {
  const places = decimalPlacesOf(text);
  if (places > 100) return { text, isShort: false };
  const decimal = Rational.fromText(text).toDecimal(places);
  const plain = decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
  return plain.replace('-', '').length <= mostDigits
    ? { text: plain, isShort: true }
    : { text, isShort: false };
}

function decimalPlacesOf(text: string): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  return Math.max(0, decimals - Number(exponent));
}

/** The exact product of two decimals, as a decimal. */
export function product(left: string, right: string): string {
  const value = Rational.fromText(left).multiply(Rational.fromText(right));
  const places = decimalPlacesOf(left) + decimalPlacesOf(right);
  return places > 100 ? value.toDecimal(100) : plainNumber(value.toDecimal(places)).text;
}
