import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { nearnesses, nearnessOf, withNearness, withNearnessAmount } from './accepted-number.js';
import type { AcceptedNumber } from '../question-body.js';

interface AcceptedNumberFieldsProps {
  readonly entry: AcceptedNumber;
  readonly index: number;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (entry: AcceptedNumber) => void;
}

/** One number that counts as right, and how near an answer must come to it; or a range. */
export function AcceptedNumberFields({ entry, index, errors, onChange }: AcceptedNumberFieldsProps) {
  const { t } = useTranslation('questions');
  const nearness = nearnessOf(entry);
  const path = `key.accepted.${index}`;
  const number = (name: 'value' | 'min' | 'max', value: string, label: string) => (
    <TextInput
      label={label}
      w={110}
      inputMode="text"
      value={value}
      error={errors[`${path}.${name}`]}
      onChange={(event) => onChange({ ...entry, [name]: event.currentTarget.value.replace(',', '.') })}
    />
  );
  return (
    <>
      {'min' in entry ? (
        <>
          {number('min', entry.min, t('numberMin', { number: index + 1 }))}
          {number('max', entry.max, t('numberMax', { number: index + 1 }))}
        </>
      ) : (
        number('value', entry.value, t('numberValue', { number: index + 1 }))
      )}
      <Select
        label={t('nearness')}
        w={180}
        value={nearness.name}
        onChange={(value) =>
          onChange(withNearness(entry, nearnesses.find((each) => each === value) ?? 'exact'))
        }
        data={nearnesses.map((value) => ({ value, label: t(`nearness_${value}`) }))}
        allowDeselect={false}
      />
      {nearness.amount !== undefined && (
        <TextInput
          label={t(`amount_${nearness.name as 'absolute'}`)}
          w={110}
          value={nearness.amount}
          error={
            errors[`${path}.tolerance.${nearness.name}`] ??
            errors[`${path}.${nearness.name}`] ??
            errors[`${path}.tolerance`]
          }
          onChange={(event) =>
            onChange(withNearnessAmount(entry, event.currentTarget.value.replace(',', '.')))
          }
        />
      )}
    </>
  );
}
