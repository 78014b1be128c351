import { truthValue } from '../../../question-import/parsers/layouts/words.js';
import { lostParts } from '../common-losses.js';
import type { ChoiceQuestion, ExportedQuestion } from '../exported-question.js';
import type { WriterLoss, WrittenQuestion } from '../question-writer.js';
import { unwritableCharacters } from '../unwritable.js';
import { xmlAttribute } from '../xml-text.js';
import { flowingText, hasLostSpace } from './item-content.js';
import { choiceIdentifier, ifAnswered, itemScoring, setScore, type ItemScoring } from './item-scoring.js';

const namespace = 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0';
const schema = 'https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd';
const templates = 'https://purl.imsglobal.org/spec/qti/v3p0/rptemplates';

/** Names that XML schema allows for identifiers. */
const usableIdentifier = /^[A-Za-z_][\w.-]{0,199}$/;

/** An external id stays the name of the item where it can be one; others get ours, which an import knows again. */
export function itemIdentifier({ id, externalId }: ExportedQuestion): string {
  return externalId !== null && usableIdentifier.test(externalId) ? externalId : `assay-${id}`;
}

/** One question as an item of QTI 3.0. */
export function qtiItem(question: ExportedQuestion): WrittenQuestion<string> {
  const scoring = itemScoring(question);
  const hasFeedback = question.explanation !== null;
  const part = `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="${namespace} ${schema}" identifier="${itemIdentifier(question)}" title="${xmlAttribute(question.title ?? '')}" adaptive="false" time-dependent="false">
${scoring.declaration}
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>
<qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>1</qti-value></qti-default-value></qti-outcome-declaration>
${hasFeedback ? '<qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier"/>\n' : ''}<qti-item-body>${bodyOf(question)}</qti-item-body>
${processing(scoring, hasFeedback)}
${hasFeedback ? `<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="explanation" show-hide="show"><qti-content-body><p>${flowingText(question.explanation)}</p></qti-content-body></qti-modal-feedback>\n` : ''}</qti-assessment-item>
`;
  return { part, losses: [...scoring.losses, ...lossesOf(question)] };
}

function bodyOf(question: ExportedQuestion): string {
  switch (question.kind) {
    case 'single_choice':
      return choiceBody(question, 1);
    case 'multiple_choice':
      return choiceBody(question, question.content.maximumSelections ?? 0);
    case 'true_false':
      return interaction(question.text, 1, false, ['True', 'False']);
    case 'numeric':
    case 'short_answer':
      return `<p>${flowingText(question.text)}</p><p><qti-text-entry-interaction response-identifier="RESPONSE"/></p>`;
  }
}

function choiceBody({ text, content }: ChoiceQuestion, most: number): string {
  return interaction(
    text,
    most,
    content.shuffleOptions,
    content.options.map((option) => option.text),
  );
}

/** @param most 0 where any number may be picked */
function interaction(text: string, most: number, shuffles: boolean, options: readonly string[]): string {
  const choices = options.map(
    (option, index) =>
      `<qti-simple-choice identifier="${choiceIdentifier(index)}">${flowingText(option)}</qti-simple-choice>`,
  );
  return `<qti-choice-interaction response-identifier="RESPONSE" shuffle="${shuffles}" min-choices="0" max-choices="${most}"><qti-prompt>${flowingText(text)}</qti-prompt>${choices.join('')}</qti-choice-interaction>`;
}

const ruleOfTemplate = {
  match_correct: `<qti-response-condition><qti-response-if><qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>${setScore('1')}</qti-response-if><qti-response-else>${setScore('0')}</qti-response-else></qti-response-condition>`,
  map_response: ifAnswered('<qti-map-response identifier="RESPONSE"/>'),
} as const;

const showExplanation =
  '<qti-set-outcome-value identifier="FEEDBACK"><qti-base-value base-type="identifier">explanation</qti-base-value></qti-set-outcome-value>';

/** A standard template where it says everything; it cannot show an explanation. */
function processing({ program }: ItemScoring, hasFeedback: boolean): string {
  if ('template' in program && !hasFeedback) {
    return `<qti-response-processing template="${templates}/${program.template}.xml"/>`;
  }
  const rules = 'template' in program ? ruleOfTemplate[program.template] : program.rules;
  return `<qti-response-processing>${rules}${hasFeedback ? showExplanation : ''}</qti-response-processing>`;
}

function lossesOf(question: ExportedQuestion): WriterLoss[] {
  const losses = lostParts(question, ['difficulty', 'unit', 'decimalComma', 'comparison']);
  if (question.externalId !== null && itemIdentifier(question) !== question.externalId) {
    losses.push({
      code: 'external_id',
      message: 'The external id is left out: it is no name that an item can have.',
    });
  }
  const options = 'options' in question.content ? question.content.options.map(({ text }) => text) : [];
  if ([question.text, question.explanation ?? '', ...options].some(hasLostSpace)) {
    losses.push({
      code: 'white_space',
      message: 'Tabs, blanks at the end of a line and more than one blank line are not kept as they are.',
    });
  }
  const isPickOne = question.kind === 'multiple_choice' && question.content.maximumSelections === 1;
  if (isPickOne) {
    losses.push({
      code: 'single_choice',
      message: 'As one option may be picked, an import takes the question for a single choice.',
    });
  }
  if ((isPickOne || question.kind === 'single_choice') && isTruthPair(options)) {
    losses.push({
      code: 'true_false',
      message: 'With the options true and false, an import takes the question for a statement.',
    });
  }
  return [...losses, ...unwritableCharacters(question)];
}

function isTruthPair(options: readonly string[]): boolean {
  const values = options.map(truthValue);
  return options.length === 2 && values.includes(true) && values.includes(false);
}
