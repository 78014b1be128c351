import { NumberInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { QuestionValues } from './question-values.js';

export interface QuestionFieldsProps {
  readonly values: QuestionValues;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (values: QuestionValues) => void;
}

export function WordingFields({ values, errors, onChange }: QuestionFieldsProps) {
  const { t } = useTranslation('questions');
  return (
    <>
      <Textarea
        label={t('text')}
        value={values.text}
        error={errors['text']}
        onChange={(event) => onChange({ ...values, text: event.currentTarget.value })}
        maxLength={10_000}
        autosize
        minRows={3}
        dir="auto"
      />
      <NumberInput
        label={t('pointsLabel')}
        value={values.points}
        error={errors['points']}
        onChange={(value) => onChange({ ...values, points: value === '' ? 0 : Number(value) })}
        min={0}
        max={10_000}
        decimalScale={4}
        allowNegative={false}
        hideControls
        maw={160}
      />
    </>
  );
}
