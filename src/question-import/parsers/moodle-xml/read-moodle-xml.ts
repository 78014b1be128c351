import { ImportRefused } from '../import-refused.js';
import type { ImportedQuestion, ParsedFile } from '../imported-question.js';
import { readDecimal } from '../layouts/decimal-text.js';
import type { ImportLimits } from '../limits.js';
import { QuestionList, type QuestionDraft } from '../question-list.js';
import type { ReadOptions } from '../read-settings.js';
import { shortened } from '../weighted/weighted-answer.js';
import { decodeWholeText } from '../whole-text.js';
import { categoryPath } from './category-path.js';
import {
  amount,
  child,
  children,
  descendants,
  rawText,
  truth,
  value,
  type MoodleElement,
} from './element.js';
import { questionTypes } from './kinds.js';
import { QuestionReader } from './question-reader.js';
import { quizElements } from './quiz-elements.js';
import { xmlStart } from './root-element.js';
import { reportUnreadElements } from './unread-elements.js';

/**
 * Reads questions in the XML of Moodle. The elements are those that its own export writes and its import reads
 * (question/format/xml of its source).
 *
 * @throws ImportRefused for what is no well-formed XML, holds a document type definition or passes a limit
 */
export function readMoodleXml(bytes: Uint8Array, limits: ImportLimits, options: ReadOptions): ParsedFile {
  const text = decodeWholeText(bytes).replace(/\r\n?/g, '\n');
  if (xmlStart(text)?.hasDoctype === true) {
    throw new ImportRefused(
      'doctype_refused',
      'The file contains a document type definition (DOCTYPE), which can hide other content. Moodle writes none. Delete it, or export the questions again.',
    );
  }
  const list = new QuestionList(limits, options);
  let category: string | undefined;
  for (const element of quizElements(text, limits)) {
    if (element.attributes.get('type')?.trim() === 'category') {
      category = categoryPath(rawText(child(element, 'category')).trim());
    } else {
      readQuestion(element, category, list);
    }
  }
  return list.toFile('moodle_xml', 'Moodle XML');
}

function readQuestion(element: MoodleElement, category: string | undefined, list: QuestionList): void {
  const title = value(element, 'name')?.replace(/\s+/g, ' ');
  const draft = list.begin({ line: element.line, ...(title === undefined ? {} : { title }) });
  const type = element.attributes.get('type')?.trim() ?? '';
  const readKind = questionTypes.get(type.toLowerCase());
  if (readKind === undefined) {
    draft.error(
      'unsupported_type',
      type === ''
        ? 'The question does not say of which type it is.'
        : `Questions of the type "${shortened(type)}" cannot be imported. Make a question of another type of it, or leave it out.`,
    );
    draft.finish(undefined);
    return;
  }
  const reader = new QuestionReader(element, draft);
  const content = readKind(reader);
  const common = readCommon(reader, content);
  reader.reportLosses();
  reportUnreadElements(element, draft);
  draft.finish({
    ...(title === undefined ? {} : { title }),
    ...common,
    ...content,
    ...(category === undefined ? {} : { category }),
  });
}

type CommonFields = Pick<
  ImportedQuestion,
  'points' | 'explanation' | 'externalId' | 'tags' | 'attachments' | 'feedbackRight' | 'feedbackWrong'
>;

function readCommon(reader: QuestionReader, { kind }: ImportedQuestion): CommonFields {
  const { element, draft } = reader;
  const isAnswered = kind !== 'info';
  const points = isAnswered ? readPoints(element, draft) : undefined;
  const explanation = reader.optional('generalfeedback');
  const externalId = value(element, 'idnumber');
  const tags = children(child(element, 'tags'), 'tag').map((tag) => rawText(tag).trim());
  const attachments = attachmentsOf(element);
  if (attachments.length > 0) {
    const names = attachments.slice(0, 5).map((name) => `"${shortened(name)}"`);
    const rest = attachments.length > 5 ? ` and ${attachments.length - 5} more` : '';
    draft.loses('attachment', `Files are left out: ${names.join(', ')}${rest}.`);
  }
  if (truth(element, 'hidden') === true) {
    draft.warning(
      'hidden_question',
      'The question is hidden in Moodle, as old versions and deleted ones are.',
    );
  }
  if (isAnswered && kind !== 'essay' && amount(element, 'penalty') > 0) {
    draft.loses('retry_penalty', 'In Moodle another try costs points; here there is one try.');
  }
  const feedbackRight = reader.optional('correctfeedback');
  const feedbackWrong = reader.optional('incorrectfeedback');
  if (reader.optional('partiallycorrectfeedback') !== undefined) {
    draft.loses('partial_feedback', 'The feedback to partly right answers is left out.');
  }
  return {
    ...(points === undefined ? {} : { points }),
    ...(explanation === undefined ? {} : { explanation }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(tags.every((tag) => tag === '') ? {} : { tags: [...new Set(tags.filter((tag) => tag !== ''))] }),
    ...(attachments.length === 0 ? {} : { attachments }),
    ...(feedbackRight === undefined ? {} : { feedbackRight }),
    ...(feedbackWrong === undefined ? {} : { feedbackWrong }),
  };
}

/** "2.0000000" is "2". */
function readPoints(element: MoodleElement, draft: QuestionDraft): string | undefined {
  const written = value(element, 'defaultgrade');
  if (written === undefined) {
    return undefined;
  }
  const decimal = readDecimal(written);
  if (!decimal.ok || decimal.value.startsWith('-')) {
    draft.error('bad_number', `The points "${shortened(written)}" are no number of zero or more.`);
    return undefined;
  }
  return decimal.value.includes('.') ? decimal.value.replace(/\.?0+$/, '') : decimal.value;
}

function attachmentsOf(element: MoodleElement): string[] {
  const names = new Set<string>();
  for (const below of descendants(element)) {
    const name = below.name === 'file' ? below.attributes.get('name') : undefined;
    const oldImage = below.name === 'image' ? rawText(below) : undefined;
    const found = (name ?? oldImage ?? '').trim();
    if (found !== '') {
      names.add(found);
    }
  }
  return [...names];
}
