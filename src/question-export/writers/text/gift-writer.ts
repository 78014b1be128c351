import { Rational } from '../../../common/exact/rational.js';
import { writtenNumbers, writtenTexts } from '../accepted-intervals.js';
import { categoryPath, topCategory } from '../category-path.js';
import { lostParts, notWritten } from '../common-losses.js';
import type {
  ChoiceQuestion,
  ExportedQuestion,
  NumericQuestion,
  ShortAnswerQuestion,
} from '../exported-question.js';
import { correctIndexes } from '../exported-question.js';
import {
  encoded,
  type ExportSource,
  type QuestionWriter,
  type WriterLoss,
  type WrittenQuestion,
} from '../question-writer.js';
import { choiceWeights, percentOf, shareLosses } from '../shares.js';

/**
 * GIFT, the text format of Moodle (question/format/gift of its source). Each question is one line, so that nothing in a
 * text can be taken for a comment, a category or the end of the question.
 */
export const giftWriter: QuestionWriter = {
  mediaType: 'text/plain; charset=utf-8',
  extension: 'gift.txt',
  lossesOf: (question) => giftQuestion(question).losses,
  write: (source) => encoded(textOf(source)),
};

async function* textOf(source: ExportSource): AsyncGenerator<string, void> {
  let category = topCategory;
  for await (const questions of source.batches()) {
    let text = '';
    for (const question of questions) {
      const { part } = giftQuestion(question);
      if (part === '') continue;
      const { path } = categoryPath(question.category);
      if (path !== category) text += `$CATEGORY: ${path}\n\n`;
      category = path;
      text += `${part}\n\n`;
    }
    yield text;
  }
}

/** The part is empty where the question cannot be written. */
function giftQuestion(question: ExportedQuestion): WrittenQuestion<string> {
  const answers = answersOf(question);
  const losses = [
    ...answers.losses,
    ...categoryPath(question.category).losses,
    ...lostParts(question, [
      'points',
      'difficulty',
      'timeLimit',
      'fixedOrder',
      'maximumSelections',
      'unit',
      'decimalComma',
      'caseSensitive',
      'comparison',
    ]),
    ...(question.kind === 'true_false' ? lostParts(question, ['wrongPenalty']) : []),
  ];
  if (answers.part === '') return { part: '', losses };
  const title = question.title === null ? '' : `::${escaped(question.title)}::`;
  const explanation = question.explanation === null ? '' : ` ####${answerText(question.explanation)}`;
  const text = `${comment(question)}${title}[plain]${escaped(question.text)} {${answers.part}${explanation}}`;
  return { part: text, losses };
}

/** `// [id:...] [tag:...]`, which newer releases of Moodle read. */
function comment({ externalId, tags }: ExportedQuestion): string {
  const marks = [
    ...(externalId === null ? [] : [`[id:${bracketed(externalId)}]`]),
    ...tags.map((tag) => `[tag:${bracketed(tag)}]`),
  ];
  return marks.length === 0 ? '' : `// ${marks.join(' ')}\n`;
}

function bracketed(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&').replace(/\n/g, ' ');
}

function escaped(text: string): string {
  return text.replace(/[\\~=#{}:]/g, '\\$&').replaceAll('\n', '\\n');
}

/** An answer that begins with the name of a format is told to be plain. */
function answerText(text: string): string {
  const format = /^\s*\[(?:html|markdown|plain|moodle)\]/i.test(text) ? '[plain]' : '';
  return format + escaped(text);
}

function answersOf(question: ExportedQuestion): WrittenQuestion<string> {
  switch (question.kind) {
    case 'single_choice':
    case 'multiple_choice':
      return choice(question);
    case 'true_false':
      return { part: question.key.correct ? 'TRUE' : 'FALSE', losses: [] };
    case 'numeric':
      return numeric(question);
    case 'short_answer':
      return shortAnswer(question);
  }
}

function choice(question: ChoiceQuestion): WrittenQuestion<string> {
  const correct = new Set(correctIndexes(question));
  const isSingle = question.kind === 'single_choice';
  const { right, wrong, losses } = choiceWeights(question);
  const options = question.content.options.map(({ text }, index) => {
    if (!correct.has(index)) return `~${weight(wrong, Rational.zero, text)}`;
    return isSingle ? `=${weight(right, Rational.one, text)}` : `~${weight(right, Rational.zero, text)}`;
  });
  return { part: options.join(' '), losses };
}

/** The weight may be left out where the sign says it, unless the text begins like one. */
function weight(share: Rational, bySign: Rational, text: string): string {
  const isSaid = share.equals(bySign) && !text.trimStart().startsWith('%');
  return (isSaid ? '' : `%${percentOf(share).text}%`) + answerText(text);
}

function numeric(question: NumericQuestion): WrittenQuestion<string> {
  const { accepted, losses } = writtenNumbers(question);
  const answers = accepted.map(({ share, range, value, distance }) => {
    const number = range ? `${range.min}..${range.max}` : `${value}:${distance}`;
    return `=%${percentOf(share).text}%${number}`;
  });
  return {
    part: `#${answers.join(' ')}`,
    losses: [...losses, ...shareLosses(accepted.map(({ share }) => share))],
  };
}

function shortAnswer(question: ShortAnswerQuestion): WrittenQuestion<string> {
  const texts = writtenTexts(question);
  // An arrow makes a pair of it, and nothing takes that meaning away.
  const written = texts.filter(({ text }) => !text.includes('->'));
  if (written.length === 0) {
    return { part: '', losses: [notWritten('its accepted texts hold ->, which makes pairs there.')] };
  }
  const losses: WriterLoss[] = [];
  if (written.length < texts.length) {
    losses.push({
      code: 'arrow_in_answer',
      message: 'Accepted texts with -> are left out: there, an arrow makes a pair.',
    });
  }
  losses.push(...shareLosses(written.map(({ share }) => share)));
  const answers = written.map(
    ({ text, share }) => `=${weight(share, Rational.one, text.replaceAll('*', '\\*'))}`,
  );
  return { part: answers.join(' '), losses };
}
