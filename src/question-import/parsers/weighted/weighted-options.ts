import type { ImportedQuestion } from '../imported-question.js';
import { normaliseText } from '../layouts/words.js';
import type { QuestionDraft } from '../question-list.js';
import { isUsualWeight } from './percent.js';
import { isWhole, shortened, type WeightedAnswer } from './weighted-answer.js';

type ChoiceContent = Pick<ImportedQuestion, 'kind' | 'options' | 'scoring'>;

/** A choice question whose options carry weights, as Moodle keeps them. Faults are reported to the draft. */
export function weightedChoice(
  answers: readonly WeightedAnswer[],
  mode: 'single' | 'multiple',
  draft: QuestionDraft,
): ChoiceContent {
  checkOptionTexts(answers, draft);
  const best = answers.reduce((most, { fraction }) => Math.max(most, fraction), 0);
  if (answers.length > 0 && best === 0) {
    draft.error('correct_missing', 'No option is marked as right. Mark at least one.');
  }
  const unusual = answers.find(({ fraction }) => !isUsualWeight(fraction));
  if (unusual !== undefined) {
    draft.warning(
      'unusual_weight',
      `The option "${shortened(unusual.text)}" has a weight of ${percentText(unusual.fraction)}, which Moodle does not offer. It is taken as it is.`,
    );
  }
  return mode === 'single' ? single(answers, best, draft) : multiple(answers, draft);
}

/** At least two options, each with a text of its own. */
export function checkOptionTexts(answers: readonly { readonly text: string }[], draft: QuestionDraft): void {
  if (answers.length < 2) {
    draft.error(
      'too_few_options',
      `A choice question needs at least two options; this one has ${answers.length === 0 ? 'none' : 'one'}.`,
    );
  }
  const seen = new Set<string>();
  answers.forEach(({ text }, index) => {
    const normal = normaliseText(text);
    if (normal === '') {
      draft.error(
        'missing_option_text',
        `Option ${index + 1} has no text. Give it one; an image alone cannot be imported.`,
      );
    } else if (seen.has(normal)) {
      draft.error('duplicate_option', `The option "${shortened(text)}" stands there twice. Delete one.`);
    }
    seen.add(normal);
  });
}

function single(answers: readonly WeightedAnswer[], best: number, draft: QuestionDraft): ChoiceContent {
  const options = answers.map((answer) => ({ ...answer, correct: best > 0 && answer.fraction === best }));
  const rightOnes = options.filter(({ correct }) => correct);
  if (rightOnes.length > 1) {
    const listed = rightOnes.slice(0, 5).map(({ text }) => `"${shortened(text)}"`);
    draft.warning(
      'several_correct_options',
      `One option is to be chosen and ${rightOnes.length} are right: ${listed.join(', ')}. If all of them are to be chosen, give them weights such as ~%50% instead of =.`,
    );
  }
  if (best > 0 && !isWhole(best)) {
    draft.warning('no_full_mark', `The best option earns only ${percentText(best)} of the points.`);
  }
  const isPlain = options.every(({ fraction }) => fraction === 0 || fraction === 1);
  return { kind: 'single_choice', options, ...(isPlain ? {} : { scoring: 'weights' }) };
}

function multiple(answers: readonly WeightedAnswer[], draft: QuestionDraft): ChoiceContent {
  const options = answers.map((answer) => ({ ...answer, correct: answer.fraction > 0 }));
  const sum = options.reduce((total, { correct, fraction }) => total + (correct ? fraction : 0), 0);
  if (sum > 0 && !isWhole(sum)) {
    draft.warning(
      'weights_do_not_add_up',
      `The weights of the right options come to ${percentText(sum)} instead of 100 %.`,
    );
  }
  return { kind: 'multiple_choice', options, scoring: 'weights' };
}

function percentText(fraction: number): string {
  return `${Number((fraction * 100).toFixed(5))} %`;
}
