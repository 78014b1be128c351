import { Group, Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TrueFalseBody } from '../question-body.js';
import type { KindFieldsProps } from './kind-fields.js';
import { PenaltyField } from './penalty-field.js';

export function TrueFalseFields({ body, errors, onChange }: KindFieldsProps<TrueFalseBody>) {
  const { t } = useTranslation('questions');
  const { wrongPenalty, ...rest } = body.key;
  return (
    <Stack>
      <Radio.Group
        label={t('statementIs')}
        value={String(body.key.correct)}
        onChange={(value) => onChange({ ...body, key: { ...body.key, correct: value === 'true' } })}
      >
        <Group mt="xs">
          <Radio value="true" label={t('true')} />
          <Radio value="false" label={t('false')} />
        </Group>
      </Radio.Group>
      <PenaltyField
        penalty={wrongPenalty}
        errors={errors}
        onChange={(penalty) =>
          onChange({ ...body, key: penalty ? { ...rest, wrongPenalty: penalty } : rest })
        }
      />
    </Stack>
  );
}
