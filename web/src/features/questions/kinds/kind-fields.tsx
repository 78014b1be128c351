import type { QuestionBody } from '../question-body.js';
import { MultipleChoiceFields, SingleChoiceFields } from './choice-fields.js';
import { NumericFields } from './numeric-fields.js';
import { ShortAnswerFields } from './short-answer-fields.js';
import { TrueFalseFields } from './true-false-fields.js';

export interface KindFieldsProps<Body extends QuestionBody> {
  readonly body: Body;
  /** What the server refused, by field: `content.options.0.text`. */
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (body: Body) => void;
}

/** The part of the editor that depends on the kind. */
export function KindFields({ body, ...rest }: KindFieldsProps<QuestionBody>) {
  switch (body.kind) {
    case 'single_choice':
      return <SingleChoiceFields body={body} {...rest} />;
    case 'multiple_choice':
      return <MultipleChoiceFields body={body} {...rest} />;
    case 'true_false':
      return <TrueFalseFields body={body} {...rest} />;
    case 'numeric':
      return <NumericFields body={body} {...rest} />;
    case 'short_answer':
      return <ShortAnswerFields body={body} {...rest} />;
  }
}
