import { Rational } from '../../../../common/exact/rational.js';
import type { ResponseDeclaration } from './declarations.js';
import { toleranceOf } from './expressions.js';
import { NotUnderstood } from './not-understood.js';
import { parseNumber } from './qti-value.js';
import type { XmlElement } from '../xml/xml-document.js';
import { allElements, attribute, childElements, textContent } from '../xml/xml-query.js';

const mostEdges = 600;
/** What may be done with a number that a candidate enters without moving the edges of its scores. */
const comparisons: ReadonlySet<string> = new Set(
  'match equal gt gte lt lte isNull member contains multiple mapResponse'.split(' '),
);

/** The numbers with which a response is compared, the declared answer first, and where its scores may change. */
export function numberEdges(
  program: XmlElement,
  response: ResponseDeclaration,
): { readonly edges: readonly Rational[]; readonly centres: readonly Rational[] } {
  const elements = allElements(program);
  for (const element of elements) {
    const usesResponse = childElements(element, 'variable').some(
      (child) => attribute(child, 'identifier') === response.identifier,
    );
    if (usesResponse && !comparisons.has(element.name)) {
      throw new NotUnderstood(`${element.name} of the response`);
    }
  }
  const literals = elements.filter(({ name }) => name === 'baseValue').map(textContent);
  const keys = response.mapping?.entries.map(({ keyText }) => keyText) ?? [];
  const centres = [...response.correct, ...keys, ...literals]
    .map(parseNumber)
    .filter((number) => number !== undefined);
  const edges = [...centres];
  for (const element of elements.filter(({ name }) => name === 'equal')) {
    for (const centre of centres) {
      const { below, above } = toleranceOf(element, centre);
      edges.push(centre.subtract(below), centre.add(above));
      if (edges.length > mostEdges) {
        throw new NotUnderstood('a comparison with several hundred numbers');
      }
    }
  }
  return { edges, centres };
}
