import { Rational } from '../../../../common/exact/rational.js';
import type { ImportedAccepted, ImportedGap } from '../../imported-question.js';
import { shareNumber, type ScoreOf } from '../scoring/choice-scoring.js';
import type { ResponseDeclaration } from '../scoring/declarations.js';
import type { InteractionContent, ItemContext } from './item-context.js';
import { numberEdges } from '../scoring/number-edges.js';
import { understandNumbers } from '../scoring/number-scoring.js';
import { parseNumber } from '../scoring/qti-value.js';
import { understandTexts } from '../scoring/text-scoring.js';
import type { XmlElement } from '../xml/xml-document.js';
import { allElements, attribute, textContent } from '../xml/xml-query.js';

/** What may be written into a field. */
export interface EntryAnswers {
  readonly kind: 'text' | 'numeric';
  readonly accepted: readonly ImportedAccepted[];
  readonly caseSensitive?: boolean;
  readonly wildcards?: boolean;
  readonly points: Rational;
}

/** One field in a text: a short answer, or a number. */
export function readTextEntry(interaction: XmlElement, context: ItemContext): InteractionContent {
  const response = context.responseOf(interaction);
  const answers = context.understand(() =>
    understandEntry(response, context.scoreOf(response.identifier), context),
  );
  noteEntry(interaction, context);
  const { kind, accepted, caseSensitive, wildcards } = answers ?? declaredAnswers(response);
  checkDeclaredText(response, answers, context);
  return {
    points: answers?.points,
    question: {
      kind: kind === 'numeric' ? 'numeric' : 'short_answer',
      accepted,
      ...(caseSensitive === undefined ? {} : { caseSensitive }),
      ...(wildcards === true ? { wildcards } : {}),
      ...(answers === undefined ? { scoring: 'review' as const } : {}),
    },
    probes: [
      { responses: new Map([[response.identifier, response.correct]]), isRight: true },
      { responses: new Map(), isRight: false },
    ],
  };
}

/** @throws NotUnderstood */
export function understandEntry(
  response: ResponseDeclaration,
  scoreOf: ScoreOf,
  context: ItemContext,
): EntryAnswers | undefined {
  if (!('program' in context.scoring)) {
    return undefined;
  }
  const { program } = context.scoring;
  if (isNumber(response)) {
    const { edges, centres } = numberEdges(program, response);
    const scoring = understandNumbers(edges, centres, scoreOf);
    if (scoring?.hasOpenEnd === true) {
      context.lose('open_interval', 'A limit that is not accepted itself ("less than") is accepted here.');
    }
    noteBelowZero(scoring?.goesBelowZero, context);
    return scoring && { kind: 'numeric', accepted: scoring.accepted, points: scoring.points };
  }
  const scoring = understandTexts(textCandidates(program, response), scoreOf);
  noteBelowZero(scoring?.goesBelowZero, context);
  return (
    scoring && {
      kind: 'text',
      accepted: scoring.accepted.map(({ text, fraction }) => ({ text, fraction: shareNumber(fraction) })),
      caseSensitive: scoring.caseSensitive,
      wildcards: scoring.wildcards,
      points: scoring.points,
    }
  );
}

export function noteBelowZero(goesBelowZero: boolean | undefined, context: ItemContext): void {
  if (goesBelowZero === true) {
    context.lose(
      'negative_score',
      'A wrong or missing answer may score below zero in the file; here it scores zero.',
    );
  }
}

/** The declared answers, where the scoring is not understood. */
export function declaredAnswers(response: ResponseDeclaration): EntryAnswers {
  const points = Rational.one;
  if (isNumber(response)) {
    const values = response.correct.filter((text) => parseNumber(text) !== undefined);
    return { kind: 'numeric', accepted: values.map((value) => ({ value })), points };
  }
  return { kind: 'text', accepted: response.correct.map((text) => ({ text, fraction: 1 })), points };
}

export function toGap(answers: EntryAnswers, weight: number): ImportedGap {
  const { kind, accepted, caseSensitive } = answers;
  return { kind, weight, accepted, ...(caseSensitive === undefined ? {} : { caseSensitive }) };
}

export function noteEntry(interaction: XmlElement, context: ItemContext): void {
  if (attribute(interaction, 'patternMask') !== undefined) {
    context.lose('pattern', 'The pattern that an entry must have is left out.');
  }
}

function isNumber({ baseType }: ResponseDeclaration): boolean {
  return baseType === 'float' || baseType === 'integer';
}

function textCandidates(program: XmlElement, response: ResponseDeclaration): string[] {
  const literals = allElements(program).filter(
    (element) => element.name === 'baseValue' && attribute(element, 'baseType') === 'string',
  );
  return [
    ...(response.mapping?.entries.map(({ keyText }) => keyText) ?? []),
    ...response.correct,
    ...literals.map(textContent),
  ];
}

function checkDeclaredText(
  response: ResponseDeclaration,
  answers: EntryAnswers | undefined,
  context: ItemContext,
): void {
  if (answers === undefined || response.correct.length === 0) {
    return;
  }
  const best = context.pointsFor(response.identifier, response.correct.slice(0, 1));
  if (best?.equals(answers.points) === false) {
    context.warn(
      'mapping_contradicts_answer',
      'The answer that gives the most points is not the one that the file declares right. The points were taken; check which is meant.',
    );
  }
}
