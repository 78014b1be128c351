import { multipleChoice } from './multiple-choice.js';
import { numeric } from './numeric.js';
import type { QuestionKind, QuestionKindName } from './question-kind.js';
import { shortAnswer } from './short-answer.js';
import { singleChoice } from './single-choice.js';
import { trueFalse } from './true-false.js';

/** The registry: a kind exists once it has a line here. */
export const questionKinds: Readonly<Record<QuestionKindName, QuestionKind>> = {
  single_choice: singleChoice,
  multiple_choice: multipleChoice,
  true_false: trueFalse,
  numeric,
  short_answer: shortAnswer,
};
