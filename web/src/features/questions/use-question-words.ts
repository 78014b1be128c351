import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AcceptedNumber, QuestionBody } from './question-body.js';
import type { QuestionValues } from './question-values.js';

/** A field of a question in words, where no field shows it: in a conflict, and in a version. */
export function useQuestionWords(): (
  name: keyof QuestionValues,
  value: QuestionValues[keyof QuestionValues],
) => string {
  const { t, i18n } = useTranslation('questions');
  return (name, value) => {
    if (value === null) return '';
    if (name === 'body') return bodyWords(t, value as QuestionBody);
    if (Array.isArray(value)) return value.join(', ');
    return typeof value === 'number'
      ? value.toLocaleString(i18n.language, { maximumFractionDigits: 4 })
      : String(value);
  };
}

/** The answers line by line, the right ones marked. */
export function bodyWords(t: TFunction<'questions'>, body: QuestionBody): string {
  switch (body.kind) {
    case 'single_choice':
      return body.content.options
        .map(({ id, text }) => optionLine(text, id === body.key.correctOptionId))
        .join('\n');
    case 'multiple_choice':
      return [
        ...body.content.options.map(({ id, text }) =>
          optionLine(text, body.key.correctOptionIds.includes(id)),
        ),
        t(`scoring_${body.key.scoring}`),
      ].join('\n');
    case 'true_false':
      return t(body.key.correct ? 'true' : 'false');
    case 'numeric':
      return body.key.accepted.map((entry) => numberLine(entry, body.content.unit)).join('\n');
    case 'short_answer':
      return body.key.accepted.map(({ text, fraction }) => earning(text, fraction)).join('\n');
  }
}

const optionLine = (text: string, isCorrect: boolean): string => `${isCorrect ? '✓' : '–'} ${text}`;
const earning = (text: string, fraction: string): string =>
  fraction === '1' ? text : `${text} (${fraction})`;

function numberLine(entry: AcceptedNumber, unit: string | undefined): string {
  const ending = unit === undefined ? '' : ` ${unit}`;
  if ('min' in entry) return earning(`${entry.min} – ${entry.max}${ending}`, entry.fraction);
  const { value, tolerance, fraction } = entry;
  if (tolerance === undefined) return earning(`${value}${ending}`, fraction);
  const near = 'absolute' in tolerance ? tolerance.absolute : `${tolerance.relative} × |${value}|`;
  return earning(`${value} ± ${near}${ending}`, fraction);
}
