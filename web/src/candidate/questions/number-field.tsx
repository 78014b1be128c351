import type { FieldProps } from './field.js';
import { longestNumberText, understandNumber, type DecimalSeparator } from './understood-number.js';

interface NumberFieldProps extends FieldProps {
  readonly unit: string | undefined;
  readonly decimalSeparator: DecimalSeparator;
  readonly typed: string;
}

const samples: Readonly<Record<DecimalSeparator, string>> = { point: '12.5', comma: '12,5' };

/** A text field, not type="number": that one drops what it does not understand and turns with the mouse wheel. */
export function NumberField(props: NumberFieldProps) {
  const { id, text, unit, decimalSeparator, typed, readOnly, onAnswer, t } = props;
  const understood = understandNumber(typed, decimalSeparator);
  const shown =
    understood.outcome === 'number' && decimalSeparator === 'comma'
      ? understood.text.replace('.', ',')
      : undefined;
  return (
    <div className="question-field">
      <p className="question-text" id={`${id}-text`} dir="auto">
        {text}
      </p>
      <label className="question-hint" htmlFor={id} id={`${id}-hint`}>
        {unit === undefined ? t('yourNumber') : t('yourNumberIn', { unit })}
      </label>
      <div className="question-typed">
        <input
          id={id}
          className="question-number"
          type="text"
          inputMode="text"
          autoComplete="off"
          spellCheck={false}
          maxLength={longestNumberText}
          value={typed}
          readOnly={readOnly}
          aria-labelledby={`${id}-text ${id}-hint`}
          aria-describedby={`${id}-understood`}
          onChange={(event) => onAnswer(event.target.value === '' ? null : event.target.value, 'typed')}
        />
        {unit !== undefined && (
          <span aria-hidden dir="auto">
            {unit}
          </span>
        )}
      </div>
      <p className="question-understood" id={`${id}-understood`} aria-live="polite">
        {understood.outcome === 'number' && t('understoodAs', { number: shown ?? understood.text })}
        {understood.outcome === 'not-a-number' && t('notANumber', { sample: samples[decimalSeparator] })}
      </p>
    </div>
  );
}
