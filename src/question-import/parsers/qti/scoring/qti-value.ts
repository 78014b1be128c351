import { Rational } from '../../../../common/exact/rational.js';

/** Pairs are texts of two identifiers with one blank between them, undirected ones in alphabetical order. */
export type QtiScalar = string | boolean | Rational;

/** A value of the model: no items are its NULL. A single value is a container of one. */
export interface QtiValue {
  readonly items: readonly QtiScalar[];
  readonly isOrdered: boolean;
}

export const nullValue: QtiValue = { items: [], isOrdered: false };

/** Longer numbers are no points and no answers, and cost time in every exact calculation. */
const longestNumber = 40;

/** Decimal numbers only: sums of many fractions with their own denominators would grow without end. */
export function parseNumber(text: string): Rational | undefined {
  const trimmed = text.trim();
  return trimmed.length <= longestNumber && !trimmed.includes('/') ? Rational.parse(trimmed) : undefined;
}

/** Reads one value as a base type of QTI writes it; nothing where the text is none. */
export function parseScalar(text: string, baseType: string): QtiScalar | undefined {
  switch (baseType) {
    case 'float':
    case 'integer':
      return parseNumber(text);
    case 'boolean':
      return ['true', '1'].includes(text.trim());
    case 'string':
      return text;
    case 'pair':
      return text.trim().split(/\s+/).sort().join(' ');
    case 'directedPair':
      return text.trim().split(/\s+/).join(' ');
    default:
      return text.trim();
  }
}

export function singleValue(item: QtiScalar | undefined): QtiValue {
  return item === undefined ? nullValue : { items: [item], isOrdered: false };
}

export function sameScalar(left: QtiScalar | undefined, right: QtiScalar | undefined): boolean {
  return left instanceof Rational && right instanceof Rational ? left.equals(right) : left === right;
}

/** Ordered containers item by item, the others as bags. Two NULLs are not compared: the result is NULL. */
export function sameValue(left: QtiValue, right: QtiValue): boolean | undefined {
  if (left.items.length === 0 || right.items.length === 0) {
    return undefined;
  }
  if (left.items.length !== right.items.length) {
    return false;
  }
  if (left.isOrdered && right.isOrdered) {
    return left.items.every((item, index) => sameScalar(item, right.items[index]));
  }
  const unmatched = [...right.items];
  return left.items.every((item) => {
    const at = unmatched.findIndex((other) => sameScalar(item, other));
    if (at >= 0) {
      unmatched.splice(at, 1);
    }
    return at >= 0;
  });
}

export function asNumber(value: QtiValue): Rational | undefined {
  const [item] = value.items;
  return value.items.length === 1 && item instanceof Rational ? item : undefined;
}
