import { categoryPath, topCategory } from '../category-path.js';
import { lostParts } from '../common-losses.js';
import type { ExportedQuestion } from '../exported-question.js';
import { encoded, type ExportSource, type QuestionWriter, type WrittenQuestion } from '../question-writer.js';
import { plainNumber } from '../exact-number.js';
import { xmlText } from '../xml-text.js';
import { unwritableCharacters } from '../unwritable.js';
import { answersOf, plainText } from './moodle-answers.js';

/** Moodle XML (question/format/xml of Moodle's source). Texts are marked as plain, so that nothing in them is markup. */
export const moodleXmlWriter: QuestionWriter = {
  mediaType: 'application/xml; charset=utf-8',
  extension: 'xml',
  lossesOf: (question) => moodleQuestion(question).losses,
  write: (source) => encoded(textOf(source)),
};

async function* textOf(source: ExportSource): AsyncGenerator<string, void> {
  let category = topCategory;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n';
  for await (const questions of source.batches()) {
    let text = '';
    for (const question of questions) {
      const { path } = categoryPath(question.category);
      if (path !== category) {
        text += `<question type="category"><category><text>${xmlText(path)}</text></category></question>\n`;
      }
      category = path;
      text += moodleQuestion(question).part;
    }
    yield text;
  }
  yield '</quiz>\n';
}

const types = {
  single_choice: 'multichoice',
  multiple_choice: 'multichoice',
  true_false: 'truefalse',
  numeric: 'numerical',
  short_answer: 'shortanswer',
} as const;

function moodleQuestion(question: ExportedQuestion): WrittenQuestion<string> {
  const answers = answersOf(question);
  const tags = question.tags.map((tag) => `<tag><text>${xmlText(tag)}</text></tag>`).join('');
  const id = question.externalId === null ? '' : `<idnumber>${xmlText(question.externalId)}</idnumber>\n`;
  const part = `<question type="${types[question.kind]}">
<name><text>${xmlText(question.title ?? '')}</text></name>
${plainText('questiontext', question.text)}
${plainText('generalfeedback', question.explanation ?? '')}
<defaultgrade>${plainNumber(question.points).text}</defaultgrade>
<penalty>0</penalty>
<hidden>0</hidden>
${id}${answers.part}${tags === '' ? '' : `<tags>${tags}</tags>\n`}</question>
`;
  return {
    part,
    losses: [
      ...answers.losses,
      ...categoryPath(question.category).losses,
      ...lostParts(question, ['difficulty', 'timeLimit', 'maximumSelections', 'decimalComma', 'comparison']),
      ...(question.kind === 'true_false' ? lostParts(question, ['wrongPenalty']) : []),
      ...unwritableCharacters(question),
    ],
  };
}
