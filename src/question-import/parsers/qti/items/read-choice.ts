import type { ImportedOption } from '../../imported-question.js';
import { truthValue } from '../../layouts/words.js';
import {
  shareNumber,
  understandMultipleChoice,
  understandSingleChoice,
  type ChoiceScoring,
} from '../scoring/choice-scoring.js';
import type { ResponseDeclaration } from '../scoring/declarations.js';
import type { FeedbackProbe, InteractionContent, ItemContext } from './item-context.js';
import { toDecimalText } from '../scoring/points.js';
import type { XmlElement } from '../xml/xml-document.js';
import { noteBelowZero } from './read-text-entry.js';
import { attribute, childElements, countAttribute, truthAttribute } from '../xml/xml-query.js';

/** `choiceInteraction`, and one `inlineChoiceInteraction` alone: one option or several of a list. */
export function readChoice(interaction: XmlElement, context: ItemContext): InteractionContent {
  const response = context.responseOf(interaction);
  const choices = childElements(interaction).filter(
    ({ name }) => name === 'simpleChoice' || name === 'inlineChoice',
  );
  const identifiers = choices.map((choice) => attribute(choice, 'identifier') ?? '');
  const most = mostChoices(interaction, response);
  const scoring = context.understand(() => understandChoice(identifiers, most, response, context));
  const correct = scoring?.correct ?? identifiers.map((identifier) => response.correct.includes(identifier));
  const options = choices.map((choice, index) => toOption(choice, index, correct, scoring, context));
  const shuffle = truthAttribute(interaction, 'shuffle');
  noteBelowZero(scoring?.goesBelowZero, context);
  noteLimits(interaction, choices, shuffle === true, context);
  checkDeclaredAnswer(response, identifiers, scoring, most, context);
  const common = {
    options,
    shuffle,
    scoring: scoring === undefined ? ('review' as const) : scoring.scoring,
    ...(scoring?.wrongPenalty === undefined ? {} : { wrongPenalty: toDecimalText(scoring.wrongPenalty) }),
  };
  const shared = {
    points: scoring?.points,
    probes: probesOf(response.identifier, identifiers, correct, most),
    optionIdentifiers: identifiers,
  };
  if (most !== 1) {
    const maxSelections = most < options.length ? { maxSelections: most } : {};
    return { ...shared, question: { kind: 'multiple_choice', ...common, ...maxSelections } };
  }
  const truth = common.scoring === undefined ? truthOf(options) : undefined;
  return truth === undefined
    ? { ...shared, question: { kind: 'single_choice', ...common } }
    : {
        ...shared,
        question: {
          kind: 'true_false',
          correct: truth,
          ...(common.wrongPenalty === undefined ? {} : { wrongPenalty: common.wrongPenalty }),
        },
      };
}

function understandChoice(
  identifiers: readonly string[],
  most: number,
  response: ResponseDeclaration,
  context: ItemContext,
): ChoiceScoring | undefined {
  const scoreOf = context.scoreOf(response.identifier);
  if (most === 1) {
    return understandSingleChoice(identifiers, scoreOf);
  }
  const mapped = response.mapping?.entries.filter(({ points }) => points.numerator > 0n) ?? [];
  const expected = response.correct.length > 0 ? response.correct : mapped.map(({ keyText }) => keyText);
  return understandMultipleChoice(identifiers, most, new Set(expected), response.mapping, scoreOf);
}

/** 0 stands for as many as there are; without the attribute the response says whether it is one or several. */
function mostChoices(interaction: XmlElement, response: ResponseDeclaration): number {
  if (response.isSingle) {
    return 1;
  }
  const most = countAttribute(interaction, 'maxChoices') ?? 0;
  return most === 0 ? Number.POSITIVE_INFINITY : most;
}

function toOption(
  choice: XmlElement,
  index: number,
  correct: readonly boolean[],
  scoring: ChoiceScoring | undefined,
  context: ItemContext,
): ImportedOption {
  const fraction = scoring?.fractions?.[index];
  return {
    text: context.text.ofOption(choice),
    correct: correct[index] === true,
    ...(fraction === undefined ? {} : { fraction: shareNumber(fraction) }),
  };
}

function noteLimits(
  interaction: XmlElement,
  choices: readonly XmlElement[],
  isShuffled: boolean,
  context: ItemContext,
): void {
  if (isShuffled && choices.some((choice) => truthAttribute(choice, 'fixed') === true)) {
    context.lose(
      'fixed_option',
      'Options that keep their place while the others are shuffled are shuffled too.',
    );
  }
  const least = countAttribute(interaction, 'minChoices') ?? 0;
  if (least > 1) {
    context.lose('minimum_selections', `That at least ${least} options must be chosen is left out.`);
  }
}

/** A mapping may give points to other options than the ones declared right: the points count. */
function checkDeclaredAnswer(
  response: ResponseDeclaration,
  identifiers: readonly string[],
  scoring: ChoiceScoring | undefined,
  most: number,
  context: ItemContext,
): void {
  const unknown = response.correct.find((value) => !identifiers.includes(value));
  if (unknown !== undefined) {
    context.warn('unknown_choice', `The right answer names "${unknown.slice(0, 80)}", which is no option.`);
  }
  if (scoring === undefined || response.correct.length === 0) {
    return;
  }
  const best = context.pointsFor(response.identifier, response.correct.slice(0, most));
  if (best?.equals(scoring.points) === false) {
    context.warn(
      'mapping_contradicts_answer',
      'The options that give the most points are not the ones that the file declares right. The points were taken; check which are meant.',
    );
  } else if (hasOtherMapping(response, identifiers, scoring)) {
    context.warn(
      'mapping_contradicts_answer',
      'The file lists points for options that do not agree with its right answer, and does not use them. Check which are meant.',
    );
  }
}

/** Only what is said and not used: positive points for an option that is scored as wrong. */
function hasOtherMapping(
  { mapping }: ResponseDeclaration,
  identifiers: readonly string[],
  scoring: ChoiceScoring,
): boolean {
  return (
    mapping?.entries.some(
      ({ keyText, points }) =>
        points.numerator > 0n &&
        identifiers.includes(keyText) &&
        scoring.correct[identifiers.indexOf(keyText)] !== true &&
        (scoring.fractions?.[identifiers.indexOf(keyText)]?.numerator ?? 0n) <= 0n,
    ) ?? false
  );
}

const yesAndNo = /^(yes|no|y|n|x|1|0|✓|ja|nein|да|нет)$/i;

/** True and false in any language; the answer "Yes" is not the answer "True". */
function truthOf(options: readonly ImportedOption[]): boolean | undefined {
  const values = options.map(({ text }) => (yesAndNo.test(text.trim()) ? undefined : truthValue(text)));
  const right = options.findIndex(({ correct }) => correct);
  const isPair = options.length === 2 && values.includes(true) && values.includes(false);
  const isSingle = options.filter(({ correct }) => correct).length === 1;
  return isPair && isSingle ? values[right] : undefined;
}

function probesOf(
  identifier: string,
  identifiers: readonly string[],
  correct: readonly boolean[],
  most: number,
): FeedbackProbe[] {
  const right = identifiers.filter((_identifier, index) => correct[index] === true);
  const singles = identifiers.map((value, option) => ({
    responses: new Map([[identifier, [value]]]),
    isRight: correct[option] === true && (most === 1 || right.length === 1),
    option,
  }));
  return most === 1 || right.length < 2
    ? singles
    : [{ responses: new Map([[identifier, right]]), isRight: true }, ...singles];
}
