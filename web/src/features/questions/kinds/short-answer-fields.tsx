import { Checkbox, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { textSettings, type ShortAnswerBody } from '../question-body.js';
import { AcceptedList } from './accepted-list.js';
import type { KindFieldsProps } from './kind-fields.js';

export function ShortAnswerFields({ body, errors, onChange }: KindFieldsProps<ShortAnswerBody>) {
  const { t } = useTranslation('questions');
  const { key } = body;
  return (
    <Stack>
      <AcceptedList
        entries={key.accepted}
        errors={errors}
        newEntry={() => ({ text: '', fraction: '1' })}
        onChange={(accepted) => onChange({ ...body, key: { ...key, accepted } })}
        renderEntry={(entry, index, change) => (
          <TextInput
            flex={1}
            miw={180}
            maxLength={1_000}
            dir="auto"
            label={t('acceptedText', { number: index + 1 })}
            value={entry.text}
            error={errors[`key.accepted.${index}.text`]}
            onChange={(event) => change({ ...entry, text: event.currentTarget.value })}
          />
        )}
      />
      <Stack component="fieldset" gap="xs" m={0} p={0} bd="none">
        <legend className="field-legend">{t('comparing')}</legend>
        {textSettings.map((name) => (
          <Checkbox
            key={name}
            label={t(`text_${name}`)}
            checked={key[name]}
            onChange={(event) => onChange({ ...body, key: { ...key, [name]: event.currentTarget.checked } })}
          />
        ))}
      </Stack>
    </Stack>
  );
}
