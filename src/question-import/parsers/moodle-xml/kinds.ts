import type { ImportedQuestion, ImportedScoring } from '../imported-question.js';
import { truthValue } from '../layouts/words.js';
import { shortened } from '../weighted/weighted-answer.js';
import { checkOptionTexts, weightedChoice } from '../weighted/weighted-options.js';
import { weightedTexts } from '../weighted/weighted-texts.js';
import { readCloze } from './cloze.js';
import { amount, child, children, rawText, truth, value } from './element.js';
import { readNumerical } from './numerical.js';
import type { QuestionReader } from './question-reader.js';

type ReadKind = (reader: QuestionReader) => ImportedQuestion;

/** The question types of Moodle that can be imported, by the names that its files use. */
export const questionTypes: ReadonlyMap<string, ReadKind> = new Map<string, ReadKind>([
  ['multichoice', readChoice],
  ['multichoiceset', readChoiceSet],
  ['truefalse', readTrueFalse],
  ['shortanswer', readShortAnswer],
  ['numerical', readNumerical],
  ['matching', readMatching],
  ['match', readMatching],
  ['ordering', readOrdering],
  ['essay', readEssay],
  ['cloze', readCloze],
  ['multianswer', readCloze],
  ['description', (reader) => ({ kind: 'info', ...reader.question() })],
]);

function readChoice(reader: QuestionReader): ImportedQuestion {
  const answers = reader.shownAnswers(children(reader.element, 'answer'));
  const mode = truth(reader.element, 'single') === false ? 'multiple' : 'single';
  return {
    ...reader.question(),
    ...weightedChoice(answers, mode, reader.draft),
    ...shuffleOf(reader),
  };
}

/** A plugin: exactly the right options earn the points. */
function readChoiceSet(reader: QuestionReader): ImportedQuestion {
  const options = reader
    .shownAnswers(children(reader.element, 'answer'))
    .map(({ fraction, ...option }) => ({ ...option, correct: fraction > 0 }));
  checkOptionTexts(options, reader.draft);
  if (!options.some(({ correct }) => correct)) {
    reader.draft.error('correct_missing', 'No option is marked as right. Mark at least one.');
  }
  return {
    ...reader.question(),
    kind: 'multiple_choice',
    options,
    scoring: 'all_or_nothing',
    ...shuffleOf(reader),
  };
}

/** Either answer may come first. Files of old versions name them in the language of the site, the true one first. */
function readTrueFalse(reader: QuestionReader): ImportedQuestion {
  const { draft } = reader;
  const answers = reader.typedAnswers(children(reader.element, 'answer')).slice(0, 2);
  const right = answers.findIndex(({ fraction }) => fraction > 0);
  if (answers.length < 2) {
    draft.error('too_few_options', 'A statement needs the two answers true and false.');
  } else if (right < 0 || answers.every(({ fraction }) => fraction > 0)) {
    draft.error('correct_missing', 'Exactly one of the answers true and false must be right.');
  }
  const words = answers.map(({ text }) => truthValue(text));
  const isTold = words.length === 2 && words[0] !== undefined && words[1] === !words[0];
  if (!isTold && answers.length === 2) {
    const [first = '', second = ''] = answers.map(({ text }) => shortened(text));
    draft.warning(
      'truth_by_position',
      `"${first}" and "${second}" are no words for true and false that are known here. The first is taken as true, as Moodle does it.`,
    );
  }
  const feedbackRight = answers[right]?.feedback;
  const feedbackWrong = answers[right === 0 ? 1 : 0]?.feedback;
  return {
    ...reader.question(),
    kind: 'true_false',
    correct: isTold ? words[right] === true : right === 0,
    ...(feedbackRight === undefined ? {} : { feedbackRight }),
    ...(feedbackWrong === undefined ? {} : { feedbackWrong }),
  };
}

function readShortAnswer(reader: QuestionReader): ImportedQuestion {
  const answers = reader.typedAnswers(children(reader.element, 'answer'));
  return {
    ...reader.question(),
    kind: 'short_answer',
    ...weightedTexts(answers, reader.draft),
    ...(truth(reader.element, 'usecase') === true ? { caseSensitive: true } : {}),
  };
}

function readMatching(reader: QuestionReader): ImportedQuestion {
  const pairs: { stem: string; choice: string }[] = [];
  const distractors: string[] = [];
  for (const subquestion of children(reader.element, 'subquestion')) {
    const stem = reader.text(subquestion);
    const choice = rawText(child(subquestion, 'answer')).trim();
    if (stem !== '' && choice === '') {
      reader.draft.error('missing_answer_text', `"${shortened(stem)}" has nothing that matches it.`);
    } else if (stem !== '') {
      pairs.push({ stem, choice });
    } else if (choice !== '') {
      distractors.push(choice);
    }
  }
  if (pairs.length === 0) {
    reader.draft.error('too_few_pairs', 'There is no pair with a text on both sides.');
  }
  return {
    ...reader.question(),
    kind: 'matching',
    pairs,
    ...(distractors.length === 0 ? {} : { distractors }),
    ...shuffleOf(reader),
  };
}

const positionScoring: ReadonlySet<string> = new Set(['ABSOLUTE_POSITION', '0', '']);
const exactScoring: ReadonlySet<string> = new Set(['ALL_OR_NOTHING', '-1']);

/** The weight of an answer is its position. */
function readOrdering(reader: QuestionReader): ImportedQuestion {
  const { draft, element } = reader;
  const items = children(element, 'answer').map((answer, index) => {
    const position = Number(answer.attributes.get('fraction') ?? index + 1);
    return { text: reader.text(answer), position };
  });
  const positions = new Set(items.map(({ position }) => position));
  if (items.length < 2) {
    draft.error('too_few_options', 'An order needs at least two items.');
  } else if (positions.size < items.length || items.some(({ position }) => !Number.isFinite(position))) {
    draft.error('bad_order', 'The items must have different positions: 1, 2, 3 and so on.');
  }
  if (items.some(({ text }) => text === '')) {
    draft.error('missing_option_text', 'An item of the order has no text.');
  }
  const grading = value(element, 'gradingtype') ?? '';
  const isOther = !positionScoring.has(grading) && !exactScoring.has(grading);
  const scoring: ImportedScoring = exactScoring.has(grading)
    ? 'all_or_nothing'
    : isOther
      ? 'review'
      : 'position';
  if (!['ALL', '0', undefined].includes(value(element, 'selecttype')) && amount(element, 'selectcount') > 0) {
    draft.loses('item_selection', 'Moodle shows only some of the items; here all of them are shown.');
  }
  return {
    ...reader.question(),
    kind: 'ordering',
    order: items.toSorted((left, right) => left.position - right.position).map(({ text }) => text),
    scoring,
  };
}

function readEssay(reader: QuestionReader): ImportedQuestion {
  const { draft, element } = reader;
  if (reader.optional('responsetemplate') !== undefined) {
    draft.loses('response_template', 'The text that is given to begin with is left out.');
  }
  if (amount(element, 'attachments') !== 0 || value(element, 'attachments')?.startsWith('-') === true) {
    draft.loses('file_upload', 'Candidates cannot attach files to their answer here.');
  }
  if (amount(element, 'minwordlimit') > 0 || amount(element, 'maxwordlimit') > 0) {
    draft.loses('word_limit', 'The limits of the number of words are left out.');
  }
  const graderInfo = reader.optional('graderinfo');
  return {
    ...reader.question(),
    kind: 'essay',
    ...(graderInfo === undefined ? {} : { graderInfo }),
  };
}

function shuffleOf({ element }: QuestionReader): { readonly shuffle?: boolean } {
  const shuffle = truth(element, 'shuffleanswers');
  return shuffle === undefined ? {} : { shuffle };
}
