import type { ImportedAccepted, ImportedQuestion } from '../imported-question.js';
import type { QuestionDraft } from '../question-list.js';
import { isWhole, shortened, type WeightedAnswer } from './weighted-answer.js';

type AcceptedTexts = Pick<ImportedQuestion, 'accepted' | 'wildcards' | 'feedbackWrong'>;

/** The accepted answers of a short answer. A `*` stands for any characters, `\*` for the sign itself. */
export function weightedTexts(answers: readonly WeightedAnswer[], draft: QuestionDraft): AcceptedTexts {
  const { earning, feedbackWrong } = earningAnswers(answers, draft);
  const named = earning.filter(({ text }) => text.trim() !== '');
  if (named.length < earning.length) {
    draft.error('missing_answer_text', 'An accepted answer has no text.');
  }
  const wildcards = named.some(({ text }) => /(?<!\\)\*/.test(text));
  const accepted = named.map(({ text, fraction }) => ({
    text: wildcards ? text : text.replaceAll('\\*', '*'),
    fraction,
  }));
  return {
    accepted,
    ...(wildcards ? { wildcards } : {}),
    ...(feedbackWrong === undefined ? {} : { feedbackWrong }),
  };
}

/** What a number answer may be; `undefined` where it could not be read and was reported. */
export type ReadNumber = (answer: WeightedAnswer) => ImportedAccepted | undefined;

export function weightedNumbers(
  answers: readonly WeightedAnswer[],
  draft: QuestionDraft,
  read: ReadNumber,
): AcceptedTexts {
  const { earning, feedbackWrong } = earningAnswers(answers, draft);
  const accepted = earning.flatMap((answer) => {
    if (answer.text.trim() === '*') {
      draft.error(
        'bad_number',
        'Any number at all would be right: "*" earns points. Give a number or a range.',
      );
      return [];
    }
    return read(answer) ?? [];
  });
  return { accepted, ...(feedbackWrong === undefined ? {} : { feedbackWrong }) };
}

/** Answers that earn nothing only carry feedback: "*" to all other answers, others to one foreseen mistake. */
function earningAnswers(
  answers: readonly WeightedAnswer[],
  draft: QuestionDraft,
): { readonly earning: readonly WeightedAnswer[]; readonly feedbackWrong?: string } {
  const earning = answers.filter(({ fraction }) => fraction > 0);
  const others = answers.filter(({ fraction }) => fraction <= 0);
  const rest = others.find(({ text }) => text.trim() === '*');
  const foreseen = others.filter((answer) => answer !== rest);
  if (foreseen.length > 0) {
    const listed = foreseen.slice(0, 5).map(({ text }) => `"${shortened(text)}"`);
    draft.loses('foreseen_mistake', `Answers foreseen as wrong are left out: ${listed.join(', ')}.`);
  }
  if (others.some(({ fraction }) => fraction < 0)) {
    draft.loses('negative_weight', 'Wrong answers take points off in the file; here they earn none.');
  }
  if (earning.length === 0) {
    draft.error('correct_missing', 'No answer is marked as right. Give at least one.');
  } else if (!earning.some(({ fraction }) => isWhole(fraction))) {
    draft.warning('no_full_mark', 'No answer earns all the points.');
  }
  if (earning.some(({ feedback }) => feedback !== undefined)) {
    draft.loses('feedback', 'Feedback to single accepted answers is left out.');
  }
  return { earning, ...(rest?.feedback === undefined ? {} : { feedbackWrong: rest.feedback }) };
}
