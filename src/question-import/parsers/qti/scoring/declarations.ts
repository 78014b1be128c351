import { Rational } from '../../../../common/exact/rational.js';
import {
  nullValue,
  parseNumber,
  parseScalar,
  singleValue,
  type QtiScalar,
  type QtiValue,
} from './qti-value.js';
import type { XmlElement } from '../xml/xml-document.js';
import { attribute, childElements, firstChild, textContent, truthAttribute } from '../xml/xml-query.js';

export interface MapEntry {
  readonly key: QtiScalar;
  /** As the file writes the key. */
  readonly keyText: string;
  readonly points: Rational;
  readonly isCaseSensitive: boolean;
}

/** Points per value of a response; `fallback` for each value that no entry names. */
export interface Mapping {
  readonly entries: readonly MapEntry[];
  readonly fallback: Rational;
  readonly lowest: Rational | undefined;
  readonly highest: Rational | undefined;
}

/** What a candidate answers, and what the author says of it. */
export interface ResponseDeclaration {
  readonly identifier: string;
  readonly baseType: string;
  readonly isOrdered: boolean;
  readonly isSingle: boolean;
  /** Texts of the right response, empty where none is declared. */
  readonly correct: readonly string[];
  readonly mapping: Mapping | undefined;
}

export interface OutcomeDeclaration {
  readonly identifier: string;
  readonly baseType: string;
  readonly start: QtiValue;
  readonly largest: Rational | undefined;
}

export interface ItemDeclarations {
  readonly responses: ReadonlyMap<string, ResponseDeclaration>;
  readonly outcomes: ReadonlyMap<string, OutcomeDeclaration>;
}

export function readDeclarations(item: XmlElement): ItemDeclarations {
  const responses = childElements(item, 'responseDeclaration').map(readResponse);
  const outcomes = childElements(item, 'outcomeDeclaration').map(readOutcome);
  return {
    responses: new Map(responses.map((response) => [response.identifier, response])),
    outcomes: new Map(outcomes.map((outcome) => [outcome.identifier, outcome])),
  };
}

/** The values of a response as the program that scores it sees them. */
export function responseValue(declaration: ResponseDeclaration, texts: readonly string[]): QtiValue {
  const isNumber = declaration.baseType === 'float' || declaration.baseType === 'integer';
  // Numbers are tried in the middle between two others, which are written as fractions.
  const items = texts.map((text) =>
    isNumber ? Rational.parse(text.trim()) : parseScalar(text, declaration.baseType),
  );
  return {
    items: items.filter((item) => item !== undefined),
    isOrdered: declaration.isOrdered,
  };
}

function readResponse(element: XmlElement): ResponseDeclaration {
  const cardinality = attribute(element, 'cardinality') ?? 'single';
  const baseType = attribute(element, 'baseType') ?? 'identifier';
  const mapping = firstChild(element, 'mapping');
  return {
    identifier: attribute(element, 'identifier') ?? '',
    baseType,
    isOrdered: cardinality === 'ordered',
    isSingle: cardinality === 'single',
    correct: valueTexts(firstChild(element, 'correctResponse'), baseType),
    mapping: mapping && readMapping(mapping, baseType),
  };
}

function valueTexts(parent: XmlElement | undefined, baseType: string): string[] {
  const texts = parent === undefined ? [] : childElements(parent, 'value').map(textContent);
  return texts
    .map((text) => (baseType === 'string' ? text.trim() : text.trim().split(/\s+/).join(' ')))
    .filter((text) => text !== '');
}

function readMapping(element: XmlElement, baseType: string): Mapping {
  return {
    entries: childElements(element, 'mapEntry').flatMap((entry) => {
      const keyText = attribute(entry, 'mapKey') ?? '';
      const key = parseScalar(keyText, baseType);
      const points = parseNumber(attribute(entry, 'mappedValue') ?? '');
      return key === undefined || points === undefined
        ? []
        : [{ key, keyText, points, isCaseSensitive: truthAttribute(entry, 'caseSensitive') ?? true }];
    }),
    fallback: parseNumber(attribute(element, 'defaultValue') ?? '') ?? Rational.zero,
    lowest: parseNumber(attribute(element, 'lowerBound') ?? ''),
    highest: parseNumber(attribute(element, 'upperBound') ?? ''),
  };
}

function readOutcome(element: XmlElement): OutcomeDeclaration {
  const baseType = attribute(element, 'baseType') ?? 'identifier';
  const values = valueTexts(firstChild(element, 'defaultValue'), baseType);
  const isNumber = baseType === 'float' || baseType === 'integer';
  return {
    identifier: attribute(element, 'identifier') ?? '',
    baseType,
    start:
      values.length > 0
        ? {
            items: values.map((text) => parseScalar(text, baseType)).filter((item) => item !== undefined),
            isOrdered: false,
          }
        : isNumber && attribute(element, 'cardinality') !== 'multiple'
          ? singleValue(Rational.zero)
          : nullValue,
    largest: parseNumber(attribute(element, 'normalMaximum') ?? ''),
  };
}
