import type { ChoiceContent } from '../../questions/kinds/choice-options.js';
import type { MultipleChoiceContent, MultipleChoiceKey } from '../../questions/kinds/multiple-choice.js';
import type { NumericContent, NumericKey } from '../../questions/kinds/numeric.js';
import type { QuestionKindName } from '../../questions/kinds/question-kind.js';
import type { ShortAnswerContent, ShortAnswerKey } from '../../questions/kinds/short-answer.js';
import type { SingleChoiceKey } from '../../questions/kinds/single-choice.js';
import type { TrueFalseContent, TrueFalseKey } from '../../questions/kinds/true-false.js';

interface Question<Kind extends QuestionKindName, Content, Key> {
  readonly id: string;
  /** Place in the assessment, from 1. */
  readonly position: number;
  readonly kind: Kind;
  readonly text: string;
  readonly title: string | null;
  /** Decimal text. */
  readonly points: string;
  readonly content: Content;
  readonly key: Key;
  readonly explanation: string | null;
  readonly externalId: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly difficulty: string | null;
  readonly timeLimitSeconds: number | null;
}

export type SingleChoiceQuestion = Question<'single_choice', ChoiceContent, SingleChoiceKey>;
export type MultipleChoiceQuestion = Question<'multiple_choice', MultipleChoiceContent, MultipleChoiceKey>;
export type TrueFalseQuestion = Question<'true_false', TrueFalseContent, TrueFalseKey>;
export type NumericQuestion = Question<'numeric', NumericContent, NumericKey>;
export type ShortAnswerQuestion = Question<'short_answer', ShortAnswerContent, ShortAnswerKey>;
export type ChoiceQuestion = SingleChoiceQuestion | MultipleChoiceQuestion;

/** The product's own form of a question, as its kind has checked it. */
export type ExportedQuestion =
  SingleChoiceQuestion | MultipleChoiceQuestion | TrueFalseQuestion | NumericQuestion | ShortAnswerQuestion;

/** Places of the right options, counted from 0. */
export function correctIndexes(question: ChoiceQuestion): number[] {
  const ids: readonly string[] =
    question.kind === 'single_choice' ? [question.key.correctOptionId] : question.key.correctOptionIds;
  return question.content.options.flatMap((option, index) => (ids.includes(option.id) ? [index] : []));
}
