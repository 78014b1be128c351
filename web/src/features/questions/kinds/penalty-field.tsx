import { Group, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WrongPenalty } from '../question-body.js';

interface PenaltyFieldProps {
  readonly penalty: WrongPenalty | undefined;
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (penalty: WrongPenalty | undefined) => void;
}

const choices = ['none', 'automatic', 'fraction', 'points'] as const;
type Choice = (typeof choices)[number];

const beginnings: Readonly<Record<Choice, WrongPenalty | undefined>> = {
  none: undefined,
  automatic: { automatic: true },
  fraction: { fraction: '1/3' },
  points: { points: '0.5' },
};

/** What a wrong answer costs; leaving a question unanswered never costs anything. */
export function PenaltyField({ penalty, errors, onChange }: PenaltyFieldProps) {
  const { t } = useTranslation('questions');
  const choice = choices.find((each) => penalty && each in penalty) ?? 'none';
  const error = errors['key.wrongPenalty'] ?? errors[`key.wrongPenalty.${choice}`];
  return (
    <Group gap="sm" align="flex-end">
      <Select
        label={t('penalty')}
        value={choice}
        onChange={(value) => onChange(beginnings[choices.find((each) => each === value) ?? 'none'])}
        data={choices.map((value) => ({ value, label: t(`penalty_${value}`) }))}
        allowDeselect={false}
        flex={1}
        miw={200}
      />
      {penalty && 'fraction' in penalty && (
        <TextInput
          label={t('penaltyFraction')}
          value={penalty.fraction}
          error={error}
          onChange={(event) => onChange({ fraction: event.currentTarget.value })}
          w={160}
        />
      )}
      {penalty && 'points' in penalty && (
        <TextInput
          label={t('penaltyPoints')}
          value={penalty.points}
          error={error}
          onChange={(event) => onChange({ points: event.currentTarget.value })}
          w={160}
        />
      )}
    </Group>
  );
}
