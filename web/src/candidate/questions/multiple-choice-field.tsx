import type { FieldProps } from './field.js';
import type { ShownOption } from './question-content.js';

interface MultipleChoiceFieldProps extends FieldProps {
  readonly options: readonly ShownOption<string>[];
  readonly chosen: readonly string[];
  readonly atMost: number | undefined;
}

export function MultipleChoiceField(props: MultipleChoiceFieldProps) {
  const { id, text, options, chosen, atMost, readOnly, onAnswer, t } = props;
  const isFull = atMost !== undefined && chosen.length >= atMost;

  function toggle(value: string): void {
    if (chosen.includes(value))
      onAnswer(
        chosen.filter((each) => each !== value),
        'chosen',
      );
    else if (!isFull) onAnswer([...chosen, value], 'chosen');
  }

  return (
    <fieldset className="question-field" disabled={readOnly} aria-describedby={`${id}-hint`}>
      <legend className="question-text" dir="auto">
        {text}
      </legend>
      <p className="question-hint" id={`${id}-hint`}>
        {atMost === undefined ? t('chooseAny') : t('chooseAtMost', { count: atMost })}
      </p>
      {options.map(({ value, text: optionText }) => {
        const isChosen = chosen.includes(value);
        return (
          <label key={value} className="question-option">
            {/* Not `disabled`: who comes by keyboard must still reach it and hear that no more can be chosen. */}
            <input
              type="checkbox"
              checked={isChosen}
              aria-disabled={isFull && !isChosen}
              onChange={() => toggle(value)}
            />
            <span dir="auto">{optionText}</span>
          </label>
        );
      })}
    </fieldset>
  );
}
