import type { FieldProps } from './field.js';

const longestAnswer = 1_000;

interface TextFieldProps extends FieldProps {
  readonly typed: string;
}

export function TextField({ id, text, typed, readOnly, onAnswer, t }: TextFieldProps) {
  return (
    <div className="question-field">
      <p className="question-text" id={`${id}-text`} dir="auto">
        {text}
      </p>
      <label className="question-hint" htmlFor={id} id={`${id}-hint`}>
        {t('yourText')}
      </label>
      <input
        id={id}
        className="question-words"
        type="text"
        dir="auto"
        autoComplete="off"
        maxLength={longestAnswer}
        value={typed}
        readOnly={readOnly}
        aria-labelledby={`${id}-text ${id}-hint`}
        onChange={(event) => onAnswer(event.target.value === '' ? null : event.target.value, 'typed')}
      />
    </div>
  );
}
