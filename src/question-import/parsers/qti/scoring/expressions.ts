import { Rational } from '../../../../common/exact/rational.js';
import type { Mapping } from './declarations.js';
import { NotUnderstood } from './not-understood.js';
import {
  asNumber,
  nullValue,
  parseNumber,
  parseScalar,
  sameScalar,
  sameValue,
  singleValue,
  type QtiScalar,
  type QtiValue,
} from './qti-value.js';
import type { XmlElement } from '../xml/xml-document.js';
import { attribute, childElements, textContent, truthAttribute } from '../xml/xml-query.js';

/** What an expression may ask of the item that is being scored. */
export interface ExpressionContext {
  variable(identifier: string): QtiValue;
  correct(identifier: string): QtiValue;
  mapping(identifier: string): Mapping | undefined;
  /** Counts the work: a program that takes too long is not understood. */
  step(count: number): void;
}

type Operation = (element: XmlElement, operands: () => QtiValue[], context: ExpressionContext) => QtiValue;

/** Products of products would grow beyond any points that a question has. */
const largestMagnitude = 10n ** 80n;

/**
 * Computes an expression of response processing (QTI 2.1 information model, section 9 "expressions").
 *
 * @throws NotUnderstood for the ones that need random numbers, areas of pictures, regular expressions or own code
 */
export function evaluate(element: XmlElement, context: ExpressionContext): QtiValue {
  context.step(1);
  const operation = operations.get(element.name);
  if (operation === undefined) {
    throw new NotUnderstood(element.name);
  }
  const value = operation(
    element,
    () => childElements(element).map((child) => evaluate(child, context)),
    context,
  );
  context.step(workOf(value.items));
  return value;
}

/** Long lists and long texts cost more than short ones. */
function workOf(items: readonly QtiScalar[]): number {
  return items.reduce<number>(
    (work, item) => work + 1 + (typeof item === 'string' ? item.length >> 6 : 0),
    0,
  );
}

const truth = (value: boolean | undefined): QtiValue => singleValue(value);
const identifierOf = (element: XmlElement): string => attribute(element, 'identifier') ?? '';

/** All numbers of the operands, or nothing where one of them is NULL or no number. */
function numbersOf(values: readonly QtiValue[]): Rational[] | undefined {
  const numbers = values.flatMap(({ items }) => items).filter((item) => item instanceof Rational);
  const isComplete =
    values.every(({ items }) => items.length > 0) &&
    numbers.length === values.reduce((total, { items }) => total + items.length, 0);
  return isComplete ? numbers : undefined;
}

function calculated(number: Rational | undefined): QtiValue {
  if (number === undefined) {
    return nullValue;
  }
  if (number.absolute().numerator > largestMagnitude || number.denominator > largestMagnitude) {
    throw new NotUnderstood('numbers of more than eighty digits');
  }
  return singleValue(number);
}

function calculation(combine: (numbers: readonly Rational[]) => Rational | undefined): Operation {
  return (_element, operands) => {
    const numbers = numbersOf(operands());
    return numbers === undefined ? nullValue : calculated(combine(numbers));
  };
}

function comparison(holds: (order: number) => boolean): Operation {
  return (_element, operands) => {
    const [left, right] = operands().map(asNumber);
    return left === undefined || right === undefined ? nullValue : truth(holds(left.compare(right)));
  };
}

/** `decisive` settles the result; a NULL among operands that settle nothing makes it NULL. */
function connective(decisive: boolean): Operation {
  return (_element, operands) => {
    const found = operands().map(({ items }) => items[0]);
    if (found.includes(decisive)) {
      return truth(decisive);
    }
    return found.includes(undefined) ? nullValue : truth(!decisive);
  };
}

const container =
  (isOrdered: boolean): Operation =>
  (_element, operands) => ({ items: operands().flatMap(({ items }) => items), isOrdered });

const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [
    'baseValue',
    (element) =>
      singleValue(parseScalar(textContent(element), attribute(element, 'baseType') ?? 'identifier')),
  ],
  ['variable', (element, _operands, context) => context.variable(identifierOf(element))],
  ['correct', (element, _operands, context) => context.correct(identifierOf(element))],
  ['null', () => nullValue],
  [
    'isNull',
    (_element, operands) => truth(operands().every(({ items }) => items.every((item) => item === ''))),
  ],
  [
    'match',
    (_element, operands, context) => {
      const [left = nullValue, right = nullValue] = operands();
      context.step(left.items.length * right.items.length);
      return truth(sameValue(left, right));
    },
  ],
  ['equal', (element, operands) => equal(element, operands().map(asNumber))],
  ['stringMatch', (element, operands) => stringMatch(element, operands())],
  [
    'substring',
    (element, operands) => {
      const [part, whole] = textsOf(operands(), element);
      return part === undefined || whole === undefined ? nullValue : truth(whole.includes(part));
    },
  ],
  [
    'mapResponse',
    (element, _operands, context) => {
      const mapping = context.mapping(identifierOf(element));
      if (mapping === undefined) {
        throw new NotUnderstood('mapResponse without a mapping');
      }
      const response = context.variable(identifierOf(element));
      context.step(
        response.items.length * (response.items.length + workOf(mapping.entries.map(({ key }) => key))),
      );
      return calculated(mapResponse(mapping, response));
    },
  ],
  ['sum', calculation((numbers) => Rational.sum(numbers))],
  [
    'product',
    calculation((numbers) => numbers.reduce((total, number) => multiplied(total, number), Rational.one)),
  ],
  ['subtract', calculation(([left, right]) => (left && right ? left.subtract(right) : undefined))],
  [
    'divide',
    calculation(([left, right]) =>
      left && right && right.numerator !== 0n ? left.divide(right) : undefined,
    ),
  ],
  ['min', calculation((numbers) => numbers.reduce(Rational.smallest))],
  ['max', calculation((numbers) => numbers.reduce(Rational.largest))],
  ['integerToFloat', (_element, operands) => operands()[0] ?? nullValue],
  ['gt', comparison((order) => order > 0)],
  ['gte', comparison((order) => order >= 0)],
  ['lt', comparison((order) => order < 0)],
  ['lte', comparison((order) => order <= 0)],
  ['and', connective(false)],
  ['or', connective(true)],
  [
    'not',
    (_element, operands) => {
      const value = operands()[0]?.items[0];
      return typeof value === 'boolean' ? truth(!value) : nullValue;
    },
  ],
  [
    'member',
    (_element, operands) => {
      const [one, many] = operands();
      const [item] = one?.items ?? [];
      return item === undefined || many === undefined || many.items.length === 0
        ? nullValue
        : truth(many.items.some((other) => sameScalar(item, other)));
    },
  ],
  [
    'contains',
    (_element, operands, context) => {
      const [all = nullValue, wanted = nullValue] = operands();
      context.step(all.items.length * wanted.items.length);
      return all.items.length === 0 || wanted.items.length === 0
        ? nullValue
        : truth(wanted.items.every((item) => all.items.some((other) => sameScalar(item, other))));
    },
  ],
  ['multiple', container(false)],
  ['ordered', container(true)],
  ['containerSize', (_element, operands) => singleValue(Rational.of(operands()[0]?.items.length ?? 0))],
  [
    'index',
    (element, operands) => {
      const place = Number(attribute(element, 'n'));
      return singleValue(operands()[0]?.items[place - 1]);
    },
  ],
]);

function multiplied(left: Rational, right: Rational): Rational {
  return calculated(left.multiply(right)).items[0] as Rational;
}

function equal(element: XmlElement, [left, right]: readonly (Rational | undefined)[]): QtiValue {
  if (left === undefined || right === undefined) {
    return nullValue;
  }
  const tolerance = toleranceOf(element, right);
  const [low, high] = [right.subtract(tolerance.below), right.add(tolerance.above)].sort((a, b) =>
    a.compare(b),
  );
  if (low === undefined || high === undefined) {
    return nullValue;
  }
  const includesLow = truthAttribute(element, 'includeLowerBound') ?? true;
  const includesHigh = truthAttribute(element, 'includeUpperBound') ?? true;
  const overLow = left.compare(low);
  const overHigh = left.compare(high);
  return truth((includesLow ? overLow >= 0 : overLow > 0) && (includesHigh ? overHigh <= 0 : overHigh < 0));
}

/** How far a number may lie below and above the right one. Relative tolerances are percentages. */
export function toleranceOf(element: XmlElement, right: Rational): { below: Rational; above: Rational } {
  const mode = attribute(element, 'toleranceMode') ?? 'exact';
  if (mode === 'exact') {
    return { below: Rational.zero, above: Rational.zero };
  }
  const [below, above = below] = (attribute(element, 'tolerance') ?? '').split(/\s+/).map(parseNumber);
  if (below === undefined || above === undefined) {
    throw new NotUnderstood('a tolerance that is not a number');
  }
  const scale = mode === 'relative' ? right.divide(Rational.of(100)) : Rational.one;
  return { below: below.multiply(scale), above: above.multiply(scale) };
}

function textsOf(values: readonly QtiValue[], element: XmlElement): (string | undefined)[] {
  const ignoresCase = truthAttribute(element, 'caseSensitive') === false;
  return values.map(({ items: [item] }) => {
    const text = item instanceof Rational || item === undefined ? undefined : String(item);
    return ignoresCase ? text?.toLowerCase() : text;
  });
}

function stringMatch(element: XmlElement, values: readonly QtiValue[]): QtiValue {
  const [answer, wanted] = textsOf(values, element);
  if (answer === undefined || wanted === undefined) {
    return nullValue;
  }
  return truth(truthAttribute(element, 'substring') === true ? answer.includes(wanted) : answer === wanted);
}

function mapResponse(mapping: Mapping, response: QtiValue): Rational {
  // The same value twice counts once, as the information model says of containers.
  const seen: QtiScalar[] = [];
  let total = Rational.zero;
  for (const item of response.items) {
    if (!seen.some((other) => sameScalar(item, other))) {
      seen.push(item);
      total = total.add(pointsOf(mapping, item));
    }
  }
  const capped = mapping.highest === undefined ? total : Rational.smallest(total, mapping.highest);
  return mapping.lowest === undefined ? capped : Rational.largest(capped, mapping.lowest);
}

function pointsOf(mapping: Mapping, item: QtiScalar): Rational {
  const entry = mapping.entries.find(({ key, isCaseSensitive }) =>
    !isCaseSensitive && typeof key === 'string' && typeof item === 'string'
      ? key.toLowerCase() === item.toLowerCase()
      : sameScalar(key, item),
  );
  return entry?.points ?? mapping.fallback;
}
