import { Rational } from '../../../../common/exact/rational.js';
import type { ImportedLoss, ImportedQuestion } from '../../imported-question.js';
import { readFeedback } from './feedback.js';
import { bodyText, graderNotes, interactionsOf } from './item-body.js';
import { ItemContext, type InteractionContent, type ItemProblem } from './item-context.js';
import { ItemText } from './item-text.js';
import type { PackageFiles } from '../package/package-files.js';
import { toDecimalText } from '../scoring/points.js';
import { readChoice } from './read-choice.js';
import { readCloze } from './read-cloze.js';
import { readOrder } from './read-order.js';
import { interactionWord, readPairs } from './read-pairs.js';
import { readTextEntry } from './read-text-entry.js';
import type { WorkBudget } from '../scoring/response-program.js';
import type { XmlElement } from '../xml/xml-document.js';
import { allElements, attribute, childElements, firstChild, truthAttribute } from '../xml/xml-query.js';

/** What the test says of one of its items, and the manifest of its file. */
export interface ItemPlacement {
  readonly section?: string;
  /** Multiplies the points of the item. */
  readonly weight?: Rational;
  readonly timeLimitSeconds?: number;
  readonly tags?: readonly string[];
}

/** A text shared by several items, with what it shows and loses. */
export interface SharedText {
  readonly text: string;
  readonly attachments: readonly string[];
  readonly losses: readonly ImportedLoss[];
}

export interface ItemReading {
  readonly title?: string;
  readonly identifier?: string;
  /** Absent where an error keeps the item from becoming a question. */
  readonly question?: ImportedQuestion;
  readonly losses: readonly ImportedLoss[];
  readonly problems: readonly ItemProblem[];
}

/**
 * Reads one item.
 *
 * @param folder of the item's file, relative to the root of the package
 * @param shared texts that stand before that of the item
 */
export function readItem(
  item: XmlElement,
  folder: string,
  files: PackageFiles,
  budget: WorkBudget,
  placement: ItemPlacement,
  shared: readonly SharedText[],
): ItemReading {
  const context = new ItemContext(item, new ItemText(files, folder), budget);
  const title = attribute(item, 'title');
  const identifier = attribute(item, 'identifier');
  const body = firstChild(item, 'itemBody');
  const content = body === undefined ? undefined : readBody(body, context);
  if (body === undefined) {
    context.refuse('empty_item', 'The item has no body (itemBody), so there is nothing to ask.');
  }
  const question =
    body === undefined || content === undefined
      ? undefined
      : assemble(content, body, context, { title, identifier, placement, shared });
  noteLosses(item, context);
  return {
    ...(title === undefined ? {} : { title }),
    ...(identifier === undefined ? {} : { identifier }),
    ...(question === undefined ? {} : { question }),
    losses: [...context.losses, ...context.text.losses, ...shared.flatMap(({ losses }) => losses)],
    problems: context.problems,
  };
}

/** Nothing where an error was noted. */
function readBody(body: XmlElement, context: ItemContext): InteractionContent | undefined {
  if (firstChild(context.item, 'templateDeclaration') !== undefined) {
    context.refuse(
      'unsupported_type',
      'The item is a template that draws its numbers or texts by lot (templateDeclaration). Such items are not offered.',
    );
    return undefined;
  }
  if (hasTooManyParts(body, context)) {
    context.refuse(
      'too_many_parts',
      `The item has more than ${mostParts.toLocaleString('en-US')} options, gaps or right answers, which no question can have.`,
    );
    return undefined;
  }
  const interactions = interactionsOf(body);
  const words = [...new Set(interactions.map(interactionWord))];
  const foreign = interactions.filter(({ name }) => !readers.has(name)).map(interactionWord);
  if (foreign.length > 0) {
    context.refuse(
      'unsupported_type',
      `The item uses the interaction "${[...new Set(foreign)].join('", "')}", which is not offered. Ask the question in another way.`,
    );
    return undefined;
  }
  const [first] = interactions;
  if (first === undefined) {
    return { question: { kind: 'info' }, probes: [] };
  }
  if (interactions.length === 1) {
    return readers.get(first.name)?.(first, context);
  }
  if (
    interactions.every(({ name }) => name === 'textEntryInteraction' || name === 'inlineChoiceInteraction')
  ) {
    return readCloze(interactions, context);
  }
  context.refuse(
    'unsupported_type',
    `The item asks several questions at once (${words.join(', ')}). Make each of them an item of its own.`,
  );
  return undefined;
}

/** What is compared with each other must be few. */
const mostParts = 1_000;
const partNames: ReadonlySet<string> = new Set(
  'simpleChoice inlineChoice simpleAssociableChoice gapText gapImg gap'.split(' '),
);

function hasTooManyParts(body: XmlElement, { declarations }: ItemContext): boolean {
  const parts = allElements(body).filter(({ name }) => partNames.has(name) || name.endsWith('Interaction'));
  const answers = [...declarations.responses.values()];
  return (
    Math.max(parts.length, declarations.responses.size) > mostParts ||
    answers.some(
      ({ correct, mapping }) => correct.length > mostParts || (mapping?.entries.length ?? 0) > 10 * mostParts,
    )
  );
}

const readers: ReadonlyMap<
  string,
  (interaction: XmlElement, context: ItemContext) => InteractionContent | undefined
> = new Map([
  ['choiceInteraction', readChoice],
  ['inlineChoiceInteraction', readChoice],
  ['textEntryInteraction', readTextEntry],
  ['extendedTextInteraction', readEssay],
  ['matchInteraction', readPairs],
  ['associateInteraction', readPairs],
  ['gapMatchInteraction', readPairs],
  ['orderInteraction', readOrder],
]);

function readEssay(interaction: XmlElement, context: ItemContext): InteractionContent {
  const response = context.responseOf(interaction);
  if (context.scoring.kind !== 'none' && response.mapping !== undefined) {
    context.lose(
      'automatic_scoring',
      'The points that the file gives to certain texts are left out: essays are scored by hand.',
    );
  }
  const sample = response.correct.join('\n');
  return {
    question: { kind: 'essay', ...(sample === '' ? {} : { graderInfo: sample }) },
    probes: [{ responses: new Map(), isRight: false }],
  };
}

interface Surroundings {
  readonly title: string | undefined;
  readonly identifier: string | undefined;
  readonly placement: ItemPlacement;
  readonly shared: readonly SharedText[];
}

function assemble(
  content: InteractionContent,
  body: XmlElement,
  context: ItemContext,
  { title, identifier, placement, shared }: Surroundings,
): ImportedQuestion {
  const { question } = content;
  const text = bodyText(body, question.kind === 'cloze' ? 'cloze' : 'other', context);
  const feedback = readFeedback(content, context);
  const notes = [graderNotes(body, context), question.graderInfo].filter((note) => note !== undefined);
  const points = pointsOf(content, placement, context);
  const attachments = [
    ...new Set([...shared.flatMap((part) => part.attachments), ...context.text.attachments]),
  ];
  const missing = context.text.missingFiles;
  if (missing.length > 0) {
    context.warn(
      'missing_attachment',
      `The item shows files that the package does not hold: ${missing
        .slice(0, 5)
        .map((name) => `"${name.slice(0, 200)}"`)
        .join(', ')}.`,
    );
  }
  return {
    ...withoutUndefined(question),
    kind: question.kind,
    text: [...shared.map((part) => part.text), text].filter((part) => part !== '').join('\n\n'),
    ...feedback,
    ...(title === undefined ? {} : { title }),
    ...(identifier === undefined ? {} : { identifier }),
    ...(points === undefined ? {} : { points }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(notes.length === 0 ? {} : { graderInfo: notes.join('\n\n') }),
    ...(placement.section === undefined ? {} : { section: placement.section }),
    ...(placement.tags === undefined ? {} : { tags: placement.tags }),
    ...(placement.timeLimitSeconds === undefined ? {} : { timeLimitSeconds: placement.timeLimitSeconds }),
    ...penaltyIn(question, placement),
  };
}

/** The most points of the item times its weight in the test; absent for an item that nothing scores. */
function pointsOf(
  content: InteractionContent,
  { weight }: ItemPlacement,
  context: ItemContext,
): string | undefined {
  if (content.question.kind === 'info') {
    return undefined;
  }
  const declared = context.declaredPoints;
  if (content.points !== undefined && declared !== undefined && !declared.equals(content.points)) {
    context.warn(
      'maximum_differs',
      `The file gives ${toDecimalText(declared)} as the most points of the item, its scoring gives at most ${toDecimalText(content.points)}. The latter was taken.`,
    );
  }
  const points = content.points ?? declared ?? (weight === undefined ? undefined : Rational.one);
  return points === undefined ? undefined : toDecimalText(points.multiply(weight ?? Rational.one));
}

/** Penalties are points as well, so that the weight counts for them too. */
function penaltyIn(
  { wrongPenalty }: InteractionContent['question'],
  { weight = Rational.one }: ItemPlacement,
): Pick<ImportedQuestion, 'wrongPenalty'> {
  return wrongPenalty === undefined
    ? {}
    : { wrongPenalty: toDecimalText(Rational.fromText(wrongPenalty).multiply(weight)) };
}

function withoutUndefined(question: InteractionContent['question']): Partial<ImportedQuestion> {
  return Object.fromEntries(Object.entries(question).filter(([, value]) => value !== undefined));
}

function noteLosses(item: XmlElement, context: ItemContext): void {
  if (childElements(item, 'stylesheet').length > 0) {
    context.lose('style_sheet', 'The style sheet of the item is left out.');
  }
  if (truthAttribute(item, 'adaptive') === true) {
    context.lose('adaptive', 'The item may be answered in several attempts; here it is answered once.');
  }
  if (allElements(item).some(({ name }) => name === 'catalogInfo')) {
    context.lose('accessibility_catalog', 'The catalogue of alternative presentations is left out.');
  }
}
