import { lostParts, notWritten } from '../common-losses.js';
import { correctIndexes, type ExportedQuestion, type SingleChoiceQuestion } from '../exported-question.js';
import {
  encoded,
  type ExportSource,
  type QuestionWriter,
  type WriterLoss,
  type WrittenQuestion,
} from '../question-writer.js';

/** Aiken (question/format/aiken of Moodle): a text, its options, one right answer, and nothing else. */
export const aikenWriter: QuestionWriter = {
  mediaType: 'text/plain; charset=utf-8',
  extension: 'aiken.txt',
  lossesOf: (question) => aikenQuestion(question).losses,
  write: (source) => encoded(textOf(source)),
};

async function* textOf(source: ExportSource): AsyncGenerator<string, void> {
  for await (const questions of source.batches()) {
    yield questions.map((question) => aikenQuestion(question).part).join('');
  }
}

/** A line that would be taken for an option or for the answer. */
const likeSyntax = /^(?:\(?[A-Za-z]\s?\)|[A-Za-z]\s?\.)|^answer\s*[:：]/i;

function aikenQuestion(question: ExportedQuestion): WrittenQuestion<string> {
  if (question.kind !== 'single_choice') {
    return { part: '', losses: [notWritten('Aiken knows only questions with one right option.')] };
  }
  const texts = [question.text, ...question.content.options.map(({ text }) => text)].map(oneLine);
  if (likeSyntax.test(texts[0] ?? '')) {
    return { part: '', losses: [notWritten('its text begins like an option or an answer line.')] };
  }
  const [text, ...options] = texts;
  const answer = String.fromCharCode(65 + (correctIndexes(question)[0] ?? 0));
  const lines = options.map((option, index) => `${String.fromCharCode(65 + index)}) ${option}`);
  return { part: `${[text, ...lines].join('\n')}\nANSWER: ${answer}\n\n`, losses: lossesOf(question) };
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

function lossesOf(question: SingleChoiceQuestion): WriterLoss[] {
  const texts = [question.text, ...question.content.options.map(({ text }) => text)];
  return [
    ...lostParts(question, [
      'title',
      'points',
      'explanation',
      'externalId',
      'category',
      'tags',
      'difficulty',
      'timeLimit',
      'fixedOrder',
      'wrongPenalty',
    ]),
    ...(texts.some((text) => text.includes('\n'))
      ? [{ code: 'line_breaks', message: 'Line breaks become blanks: there, a text is one line.' }]
      : []),
  ];
}
