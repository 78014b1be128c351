/** How one section of a number format writes a number. */
export interface NumberPattern {
  readonly before: string;
  readonly after: string;
  /** Digits in front of the point, filled up with zeros. */
  readonly wholeDigits: number;
  /** Digits behind the point: at least so many. */
  readonly decimals: number;
  readonly hasThousands: boolean;
  /** Digits of the exponent where the number is written as one. */
  readonly exponentDigits?: number;
  /** The largest denominator, or the only one, where the number is written as a fraction. */
  readonly fraction?: { readonly most: number; readonly only?: number };
}

/**
 * Reads one section of a format code, such as `[Red]"about "#,##0.00 [$€-407]`.
 *
 * @returns nothing where the section does not show the number as it is: a condition, thousands cut off, digits between
 * texts, a text instead of the number
 */
export function readPattern(section: string): NumberPattern | undefined {
  let before = '';
  let after = '';
  let digits = '';
  for (const [token] of section.matchAll(/"[^"]*"?|[\\_*].?|\[[^\]]*\]?|general|E[+-]|[^]/giu)) {
    if (/^(?:[0#?.,/]|E[+-]|general)$/i.test(token) || (token === ' ' && isInsideFraction(digits, section))) {
      if (after !== '') {
        return undefined;
      }
      digits += token;
      continue;
    }
    if (/^\[[<>=]/.test(token)) {
      return undefined;
    }
    const text = literal(token);
    if (digits !== '' && /^\d+$/.test(text) && digits.endsWith('/')) {
      digits += text;
    } else if (digits === '') {
      before += text;
    } else {
      after += text;
    }
  }
  const pattern = digitsPattern(digits);
  return pattern === undefined ? undefined : { before, after, ...pattern };
}

/** The space between the whole number and its fraction. */
function isInsideFraction(digits: string, section: string): boolean {
  return digits !== '' && section.includes('/') && !digits.includes('/');
}

/** What a token that is no digit shows: colours nothing, `[$€-407]` the currency, padding nothing. */
function literal(token: string): string {
  switch (token.charAt(0)) {
    case '"':
      return token.replace(/^"|"$/g, '');
    case '\\':
      return token.slice(1);
    case '_':
    case '*':
      return '';
    case '[':
      return /^\[\$([^\]-]*)/.exec(token)?.[1] ?? '';
    default:
      return token;
  }
}

type Digits = Omit<NumberPattern, 'before' | 'after'>;

const plain: Digits = { wholeDigits: 1, decimals: 0, hasThousands: false };

function digitsPattern(digits: string): Digits | undefined {
  if (/^general$/i.test(digits)) {
    return plain;
  }
  const fraction = /^(?:[#0?]+ +)?[#0?]+ ?\/ ?(?:([#0?]+)|(\d{1,4}))$/.exec(digits.trimEnd());
  if (fraction !== null) {
    const [, free, fixed] = fraction;
    const most = 10 ** Math.min(free?.length ?? 0, 4) - 1;
    return {
      ...plain,
      fraction: fixed === undefined ? { most } : { most: Number(fixed), only: Number(fixed) },
    };
  }
  const number = /^([#0?,]*)(?:\.([#0?]*))?(?:E[+-]([#0?]+))?$/i.exec(digits.trimEnd());
  // Question marks alone show a zero as blanks.
  if (number === null || !/[0#]/.test(digits)) {
    return undefined;
  }
  const [, whole = '', decimals = '', exponent] = number;
  // A comma behind the last digit cuts thousands off.
  if (whole.endsWith(',')) {
    return undefined;
  }
  return {
    wholeDigits: whole.replace(/[^0]/g, '').length,
    decimals: decimals.replace(/[^0]+$/, '').length,
    hasThousands: whole.includes(','),
    ...(exponent === undefined ? {} : { exponentDigits: exponent.length }),
  };
}
