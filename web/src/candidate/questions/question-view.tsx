import './questions.css';
import { ChoiceField } from './choice-field.js';
import { MultipleChoiceField } from './multiple-choice-field.js';
import { NumberField } from './number-field.js';
import { numberContent, optionsOf, selectionLimit } from './question-content.js';
import { TextField } from './text-field.js';

/** The names of the texts in texts/<language>/question.json. */
export type QuestionTranslate = (
  name:
    | 'answerTrue'
    | 'answerFalse'
    | 'clearAnswer'
    | 'chooseOne'
    | 'chooseAny'
    | 'chooseAtMost'
    | 'yourNumber'
    | 'yourNumberIn'
    | 'yourText'
    | 'understoodAs'
    | 'notANumber'
    | 'unknownKind',
  values?: Readonly<Record<string, string | number>>,
) => string;

export interface ShownQuestion {
  readonly questionId: string;
  readonly kind: string;
  readonly text: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** 'chosen' is complete at once; 'typed' is likely to change with the next key. */
export type AnswerHow = 'chosen' | 'typed';

export interface QuestionViewProps {
  readonly question: ShownQuestion;
  /** As the API takes it; null and undefined: not answered. */
  readonly response: unknown;
  readonly onAnswer: (response: unknown, how: AnswerHow) => void;
  readonly readOnly?: boolean;
  readonly t: QuestionTranslate;
}

/**
 * A question as a candidate sees it, with native inputs. Knows neither network nor storage, so that the editor of the
 * dashboard shows the very same thing while the author writes.
 */
export function QuestionView({ question, response, onAnswer, readOnly = false, t }: QuestionViewProps) {
  const field = { id: `question-${question.questionId}`, text: question.text, readOnly, onAnswer, t };
  switch (question.kind) {
    case 'single_choice':
      return <ChoiceField {...field} options={optionsOf(question.content)} chosen={response} />;
    case 'true_false':
      return (
        <ChoiceField
          {...field}
          options={[
            { value: true, text: t('answerTrue') },
            { value: false, text: t('answerFalse') },
          ]}
          chosen={response}
        />
      );
    case 'multiple_choice':
      return (
        <MultipleChoiceField
          {...field}
          options={optionsOf(question.content)}
          chosen={Array.isArray(response) ? (response as readonly string[]) : []}
          atMost={selectionLimit(question.content)}
        />
      );
    case 'numeric':
      return <NumberField {...field} {...numberContent(question.content)} typed={textOf(response)} />;
    case 'short_answer':
      return <TextField {...field} typed={textOf(response)} />;
    default:
      return <p role="alert">{t('unknownKind')}</p>;
  }
}

function textOf(response: unknown): string {
  return typeof response === 'string' ? response : '';
}
