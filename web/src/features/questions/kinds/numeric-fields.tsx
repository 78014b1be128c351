import { Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { NumericBody } from '../question-body.js';
import { AcceptedList } from './accepted-list.js';
import { AcceptedNumberFields } from './accepted-number-fields.js';
import type { KindFieldsProps } from './kind-fields.js';

export function NumericFields({ body, errors, onChange }: KindFieldsProps<NumericBody>) {
  const { t } = useTranslation('questions');
  const { content } = body;
  const { unit, ...withoutUnit } = content;
  return (
    <Stack>
      <AcceptedList
        entries={body.key.accepted}
        errors={errors}
        newEntry={() => ({ value: '', fraction: '1' })}
        onChange={(accepted) => onChange({ ...body, key: { accepted } })}
        renderEntry={(entry, index, change) => (
          <AcceptedNumberFields entry={entry} index={index} errors={errors} onChange={change} />
        )}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput
          label={t('unit')}
          description={t('unitHint')}
          maxLength={50}
          dir="auto"
          value={unit ?? ''}
          error={errors['content.unit']}
          onChange={({ currentTarget: { value } }) =>
            onChange({ ...body, content: value === '' ? withoutUnit : { ...content, unit: value } })
          }
        />
        <Select
          label={t('separator')}
          description={t('separatorHint')}
          value={content.decimalSeparator}
          onChange={(value) =>
            onChange({
              ...body,
              content: { ...content, decimalSeparator: value === 'comma' ? 'comma' : 'point' },
            })
          }
          data={(['point', 'comma'] as const).map((value) => ({ value, label: t(`separator_${value}`) }))}
          allowDeselect={false}
        />
      </SimpleGrid>
    </Stack>
  );
}
