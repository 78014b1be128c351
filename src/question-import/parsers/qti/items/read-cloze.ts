import { Rational } from '../../../../common/exact/rational.js';
import type { ImportedGap } from '../../imported-question.js';
import { isPositive, shareNumber, type ScoreOf } from '../scoring/choice-scoring.js';
import type { ResponseDeclaration } from '../scoring/declarations.js';
import type { InteractionContent, ItemContext } from './item-context.js';
import { NotUnderstood } from '../scoring/not-understood.js';
import { declaredAnswers, noteBelowZero, noteEntry, toGap, understandEntry } from './read-text-entry.js';
import type { XmlElement } from '../xml/xml-document.js';
import { attribute, childElements } from '../xml/xml-query.js';

interface ClozeScoring {
  readonly points: Rational;
  readonly gaps: readonly ImportedGap[];
  readonly scoring?: 'all_or_nothing';
}

/** Several gaps in one text, each a list to choose from or a field. */
export function readCloze(interactions: readonly XmlElement[], context: ItemContext): InteractionContent {
  const responses = interactions.map((interaction) => context.responseOf(interaction));
  const scoring = context.understand(() => understandCloze(interactions, responses, context));
  for (const interaction of interactions) {
    noteEntry(interaction, context);
  }
  const gaps = scoring?.gaps ?? interactions.map((interaction) => declaredGap(interaction, context));
  return {
    points: scoring?.points,
    question: {
      kind: 'cloze',
      gaps,
      ...(scoring === undefined ? { scoring: 'review' as const } : {}),
      ...(scoring?.scoring === undefined ? {} : { scoring: scoring.scoring }),
    },
    probes: [
      {
        responses: new Map(responses.map(({ identifier, correct }) => [identifier, correct])),
        isRight: true,
      },
      { responses: new Map(), isRight: false },
    ],
  };
}

const mostGaps = 100;

/** Each gap is scored while all others are right; then the gaps must add up, or count only together. */
function understandCloze(
  interactions: readonly XmlElement[],
  responses: readonly ResponseDeclaration[],
  context: ItemContext,
): ClozeScoring | undefined {
  if (interactions.length > mostGaps) {
    throw new NotUnderstood(`more than ${mostGaps} gaps`);
  }
  const best = new Map(
    interactions.map((interaction, index) => {
      const { identifier } = context.responseOf(interaction);
      return [identifier, bestAnswer(interaction, responses[index], context)];
    }),
  );
  const [first] = responses;
  if (first === undefined || best.size !== interactions.length) {
    return undefined;
  }
  const points = context.scoreOf(first.identifier, best)(best.get(first.identifier) ?? []);
  const parts = responses.map(({ identifier }) => {
    const without = context.scoreOf(identifier, best)([]);
    return {
      without,
      weight: points.subtract(without),
      alone: context.scoreOf(identifier)(best.get(identifier) ?? []),
    };
  });
  const isTogether = parts.every(({ without }) => !isPositive(without)) && responses.length > 1;
  const isSum =
    Rational.sum(parts.map(({ weight }) => weight)).equals(points) &&
    parts.every(({ weight, alone }) => weight.equals(alone));
  if (!isPositive(points) || (!isTogether && !isSum)) {
    return undefined;
  }
  const gaps = interactions.map((interaction, index) => {
    const { weight = Rational.zero, without = Rational.zero } = parts[index] ?? {};
    const { identifier } = context.responseOf(interaction);
    const scoreWithOthers = context.scoreOf(identifier, best);
    const scoreOf: ScoreOf = (values) => scoreWithOthers(values).subtract(without);
    return understandGap(interaction, isTogether ? Rational.one : weight, scoreOf, context);
  });
  return gaps.every((gap) => gap !== undefined)
    ? { points, gaps, ...(isTogether ? { scoring: 'all_or_nothing' as const } : {}) }
    : undefined;
}

function understandGap(
  interaction: XmlElement,
  weight: Rational,
  scoreOf: ScoreOf,
  context: ItemContext,
): ImportedGap | undefined {
  const response = context.responseOf(interaction);
  if (interaction.name === 'textEntryInteraction') {
    const answers = understandEntry(response, scoreOf, context);
    return answers && toGap(answers, shareNumber(weight));
  }
  const choices = childElements(interaction, 'inlineChoice');
  const scores = choices.map((choice) => scoreOf([attribute(choice, 'identifier') ?? '']));
  const most = scores.reduce(Rational.largest, Rational.zero);
  if (!isPositive(most)) {
    return undefined;
  }
  noteBelowZero(
    scores.some((score) => score.compare(Rational.zero) < 0),
    context,
  );
  return {
    kind: 'select',
    weight: shareNumber(weight),
    options: choices.map((choice, index) => {
      const fraction = (scores[index] ?? Rational.zero).divide(most);
      const isPart = isPositive(fraction) && !fraction.equals(Rational.one);
      return {
        text: context.text.ofOption(choice),
        correct: fraction.equals(Rational.one),
        ...(isPart ? { fraction: shareNumber(fraction) } : {}),
      };
    }),
  };
}

/** The declared answer, or the one to which the mapping gives the most. */
function bestAnswer(
  interaction: XmlElement,
  response: ResponseDeclaration | undefined,
  context: ItemContext,
): readonly string[] {
  const mapped = response?.mapping?.entries.toSorted((left, right) => right.points.compare(left.points));
  const candidates = [
    ...(response?.correct.slice(0, 1) ?? []),
    ...(mapped?.slice(0, 1).map(({ keyText }) => keyText) ?? []),
    ...childElements(interaction, 'inlineChoice').map((choice) => attribute(choice, 'identifier') ?? ''),
  ];
  if (response === undefined || response.correct.length > 0) {
    return candidates.slice(0, 1);
  }
  const scoreOf = context.scoreOf(response.identifier);
  return candidates
    .map((candidate) => ({ candidate, score: scoreOf([candidate]) }))
    .toSorted((left, right) => right.score.compare(left.score))
    .slice(0, 1)
    .map(({ candidate }) => candidate);
}

function declaredGap(interaction: XmlElement, context: ItemContext): ImportedGap {
  const response = context.responseOf(interaction);
  if (interaction.name === 'textEntryInteraction') {
    return toGap(declaredAnswers(response), 1);
  }
  return {
    kind: 'select',
    weight: 1,
    options: childElements(interaction, 'inlineChoice').map((choice) => ({
      text: context.text.ofOption(choice),
      correct: response.correct.includes(attribute(choice, 'identifier') ?? ''),
    })),
  };
}
