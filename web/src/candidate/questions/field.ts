import type { AnswerHow, QuestionTranslate } from './question-view.js';

/** What every kind of field is given. */
export interface FieldProps {
  readonly id: string;
  /** The text of the question, which names the field. */
  readonly text: string;
  readonly readOnly: boolean;
  readonly onAnswer: (response: unknown, how: AnswerHow) => void;
  readonly t: QuestionTranslate;
}
