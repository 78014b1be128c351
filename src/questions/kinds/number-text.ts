import { Rational } from '../../common/exact/rational.js';
import { isBlank, withoutUnseen, withPlainPunctuation } from '../../common/text/characters.js';

/** The mark between whole part and decimals in the language of the test: 1.5 or 1,5. */
export const decimalSeparators = ['point', 'comma'] as const;

export type DecimalSeparator = (typeof decimalSeparators)[number];

/** How a typed number was read; `text` is the plain form to show beside the field, with a point, not grouped. */
export type UnderstoodNumber =
  | { readonly outcome: 'blank' }
  | { readonly outcome: 'not-a-number' }
  | { readonly outcome: 'number'; readonly text: string; readonly value: Rational };

export const longestNumberText = 100;

/** The zero of each script's ten digits: Arabic, Persian, the scripts of South and South-East Asia, full width. */
const zeros = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0,
  0x0f20, 0x1040, 0x17e0, 0x1810, 0xff10,
];

const digitValues = new Map(
  zeros.flatMap((zero) =>
    Array.from({ length: 10 }, (_, value) => [String.fromCodePoint(zero + value), value]),
  ),
);

const fullWidthSigns = new Map(Object.entries({ '＋': '+', '．': '.', '，': ',', Ｅ: 'e', ｅ: 'e' }));
const spaces = /[\u00A0\u2000-\u200A\u202F\u205F\u3000]/gu;
const powerOfTen = / ?[×x*·⋅] ?10\^/iu;

/**
 * Thousands stand in groups of three with one and the same mark between them, and do not begin with 0 ("0,123"
 * was meant as a decimal). U+066B and U+066C are the Arabic decimal and thousands marks in any language.
 */
const patterns: Record<DecimalSeparator, RegExp> = {
  point: /^([+-]?)(\d*|[1-9]\d{0,2}(?:([ ',٬])\d{3})(?:\3\d{3})*)(?:[.٫](\d*))?(?:e([+-]?\d{1,6}))?$/i,
  comma: /^([+-]?)(\d*|[1-9]\d{0,2}(?:([ '.٬])\d{3})(?:\3\d{3})*)(?:[,٫](\d*))?(?:e([+-]?\d{1,6}))?$/i,
};

function plainCharacters(text: string): string {
  let plain = '';
  for (const character of withPlainPunctuation(withoutUnseen(text)).replace(spaces, ' ')) {
    plain += digitValues.get(character) ?? fullWidthSigns.get(character) ?? character;
  }
  return plain.trim().replace(powerOfTen, 'e');
}

/**
 * Reads a number as a person types it. The whole text must be the number: no unit, no hexadecimal, no
 * "Infinity". "1,234" follows the language of the test: 1234 with a decimal point, 1.234 with a decimal comma.
 * At most 100 characters, exponents from -400 to 400.
 */
export function understandNumber(text: string, decimalSeparator: DecimalSeparator): UnderstoodNumber {
  if (isBlank(text)) {
    return { outcome: 'blank' };
  }
  if (text.length > longestNumberText) {
    return { outcome: 'not-a-number' };
  }
  const plain = plainCharacters(text);
  const match = patterns[decimalSeparator].exec(plain);
  const [, sign = '', groupedWhole = '', , decimals = '', exponent] = match ?? [];
  const whole = groupedWhole.replace(/\D/g, '');
  if (match === null || whole + decimals === '') {
    return { outcome: 'not-a-number' };
  }
  const unsigned =
    (whole.replace(/^0+(?=\d)/, '') || '0') +
    (decimals === '' ? '' : `.${decimals}`) +
    (exponent === undefined ? '' : `e${exponent.replace('+', '')}`);
  const size = Rational.parse(unsigned);
  if (size === undefined) {
    return { outcome: 'not-a-number' };
  }
  const isNegative = sign === '-' && !size.equals(Rational.zero);
  return isNegative
    ? { outcome: 'number', text: `-${unsigned}`, value: size.negate() }
    : { outcome: 'number', text: unsigned, value: size };
}
