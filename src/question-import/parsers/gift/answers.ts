import type { ImportedQuestion } from '../imported-question.js';
import type { QuestionDraft } from '../question-list.js';
import { readNumberAnswer } from '../weighted/number-answer.js';
import { readPercent } from '../weighted/percent.js';
import { shortened, type WeightedAnswer } from '../weighted/weighted-answer.js';
import { weightedChoice } from '../weighted/weighted-options.js';
import { weightedNumbers, weightedTexts } from '../weighted/weighted-texts.js';
import { cutAtSigns, findSign, hasMoreSigns, withoutEscapes, type SignedPiece } from './escapes.js';
import type { GiftTexts } from './text-with-format.js';

export type AnswerContent = Omit<ImportedQuestion, 'text' | 'textFormat'>;

/** No person writes as many; a hostile file has millions. */
const mostAnswers = 1_000;

/**
 * Reads what stands between the braces, without its general feedback. The first sign that is found decides the kind,
 * in the order in which Moodle looks for them.
 */
export function readAnswers(written: string, texts: GiftTexts, draft: QuestionDraft): AnswerContent {
  const answers = written.trim();
  if (answers === '') {
    return { kind: 'essay' };
  }
  if (hasMoreSigns(answers, '~=', mostAnswers)) {
    draft.error('too_many_options', `The question has more than ${mostAnswers} answers.`);
    return { kind: 'essay' };
  }
  if (answers.startsWith('#')) {
    return numeric(answers.slice(1), texts, draft);
  }
  if (findSign(answers, '~') >= 0) {
    return choice(answers, texts, draft);
  }
  const pieces = cutAtSigns(answers, '=');
  const arrows = pieces.filter(({ text }) => text.includes('->')).length;
  if (findSign(answers, '=') >= 0 && pieces.length > 1 && arrows === pieces.length) {
    return matching(pieces, texts, draft);
  }
  return trueFalse(answers, texts, draft) ?? shortAnswer(pieces, arrows, texts, draft);
}

function choice(answers: string, texts: GiftTexts, draft: QuestionDraft): AnswerContent {
  const pieces = cutAtSigns(answers, '~=');
  const isSingle = pieces.some(({ sign }) => sign === '=');
  const options = pieces.map(({ sign, text }) => weighted(text, sign === '=' ? 1 : 0, texts, draft));
  return weightedChoice(options, isSingle ? 'single' : 'multiple', draft);
}

function shortAnswer(
  pieces: readonly SignedPiece[],
  arrows: number,
  texts: GiftTexts,
  draft: QuestionDraft,
): AnswerContent {
  if (pieces.some(({ sign }) => sign === '')) {
    draft.warning(
      'answer_without_sign',
      `"${shortened(pieces[0]?.text.trim() ?? '')}" is taken as the accepted answer. Write = in front of an answer, and \\{ for a brace in the text.`,
    );
  }
  if (arrows > 0) {
    draft.warning(
      'arrow_in_answer',
      'An answer with "->" is read as a text to type, because this is no list of pairs: each of at least two answers would need an arrow.',
    );
  }
  const answers = pieces.map(({ text }) => weighted(text, 1, texts, draft));
  return { kind: 'short_answer', ...weightedTexts(answers, draft) };
}

function numeric(answers: string, texts: GiftTexts, draft: QuestionDraft): AnswerContent {
  const wrong = findSign(answers, '~');
  const right = wrong < 0 ? answers : answers.slice(0, wrong);
  const entries = cutAtSigns(right, '=').map(({ text }) => weighted(text, 1, texts, draft));
  const content = weightedNumbers(entries, draft, (answer) => readNumberAnswer(answer, draft));
  const feedback = wrong < 0 ? undefined : texts.withFeedback(answers.slice(wrong + 1)).feedback;
  return { kind: 'numeric', ...content, ...(feedback === undefined ? {} : { feedbackWrong: feedback }) };
}

function matching(pieces: readonly SignedPiece[], texts: GiftTexts, draft: QuestionDraft): AnswerContent {
  const pairs: { stem: string; choice: string }[] = [];
  const distractors: string[] = [];
  for (const piece of pieces) {
    const arrow = piece.text.indexOf('->');
    const stem = texts.text(piece.text.slice(0, arrow));
    const { text: choiceText, feedback } = texts.withFeedback(piece.text.slice(arrow + 2));
    if (choiceText === '') {
      draft.error('missing_answer_text', `Nothing stands after the arrow of "${shortened(stem)}".`);
    } else if (stem === '') {
      distractors.push(choiceText);
    } else {
      pairs.push({ stem, choice: choiceText });
    }
    if (feedback !== undefined) {
      draft.loses('feedback', 'Feedback to single pairs is left out.');
    }
  }
  if (pairs.length === 0) {
    draft.error('too_few_pairs', 'There is no pair with a text on both sides of its arrow.');
  }
  return { kind: 'matching', pairs, ...(distractors.length === 0 ? {} : { distractors }) };
}

/** `T#for wrong answers#for right answers` */
function trueFalse(answers: string, texts: GiftTexts, draft: QuestionDraft): AnswerContent | undefined {
  const [word, wrong, ...right] = cutAtSigns(`#${answers}`, '#').map(({ text }) => text.trim());
  const match = /^(?:(t|true)|(f|false))$/i.exec(word ?? '');
  if (word === undefined || match === null) {
    return undefined;
  }
  if (word !== word.toUpperCase()) {
    draft.warning(
      'truth_in_small_letters',
      `"${word}" is read as ${word.toUpperCase()}. Moodle takes only capital letters for a statement and would ask for this word to be typed.`,
    );
  }
  const feedbackWrong = texts.text(wrong ?? '');
  const feedbackRight = texts.text(right.join('#'));
  return {
    kind: 'true_false',
    correct: match[1] !== undefined,
    ...(feedbackWrong === '' ? {} : { feedbackWrong }),
    ...(feedbackRight === '' ? {} : { feedbackRight }),
  };
}

/** A weight stands directly after the sign: `~%-50%text`. */
function weighted(
  written: string,
  unweighted: number,
  texts: GiftTexts,
  draft: QuestionDraft,
): WeightedAnswer {
  const answer = written.trim();
  const match = /^%([+-]?[\d.,]+)%/.exec(answer);
  const percent = match?.[1] === undefined ? undefined : readPercent(match[1]);
  if (match !== null && percent === undefined) {
    draft.error('bad_weight', `The weight ${shortened(match[0])} is no percentage from -100 to 100.`);
  }
  const rest = match === null ? answer : answer.slice(match[0].length);
  reportEmptyFeedback(rest, draft);
  return { ...texts.withFeedback(rest), fraction: percent ?? unweighted };
}

/** "C#" without a backslash is "C" with a feedback that is blank. */
function reportEmptyFeedback(answer: string, draft: QuestionDraft): void {
  const sign = findSign(answer, '#');
  if (sign > 0 && /\S/.test(answer.charAt(sign - 1)) && answer.slice(sign + 1).trim() === '') {
    const text = withoutEscapes(answer.slice(0, sign)).trim();
    draft.warning(
      'empty_feedback',
      `"${shortened(text)}#" is read as "${shortened(text)}" with a blank feedback. Write \\# for the sign itself.`,
    );
  }
}
