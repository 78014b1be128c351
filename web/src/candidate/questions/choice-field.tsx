import type { FieldProps } from './field.js';
import type { ShownOption } from './question-content.js';

interface ChoiceFieldProps extends FieldProps {
  readonly options: readonly ShownOption<string | boolean>[];
  readonly chosen: unknown;
}

export function ChoiceField({ id, text, options, chosen, readOnly, onAnswer, t }: ChoiceFieldProps) {
  const hasChosen = options.some(({ value }) => value === chosen);
  return (
    <fieldset className="question-field" disabled={readOnly} aria-describedby={`${id}-hint`}>
      <legend className="question-text" dir="auto">
        {text}
      </legend>
      <p className="question-hint" id={`${id}-hint`}>
        {t('chooseOne')}
      </p>
      {options.map(({ value, text: optionText }) => (
        <label key={String(value)} className="question-option">
          <input
            type="radio"
            name={id}
            checked={value === chosen}
            onChange={() => onAnswer(value, 'chosen')}
          />
          <span dir="auto">{optionText}</span>
        </label>
      ))}
      {/* Radio buttons cannot be unticked, and a wrong answer may cost more than none. Kept in its place, so that nothing moves. */}
      <button
        type="button"
        className="question-clear"
        data-hidden={!hasChosen}
        aria-hidden={!hasChosen}
        tabIndex={hasChosen ? 0 : -1}
        disabled={!hasChosen || readOnly}
        onClick={() => onAnswer(null, 'chosen')}
      >
        {t('clearAnswer')}
      </button>
    </fieldset>
  );
}
