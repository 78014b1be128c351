import { Group, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button.js';

interface CopyFieldProps {
  readonly label: string;
  readonly text: string;
}

/** A text to take along. Where nothing can be copied it is selected, for the reader's own Ctrl + C. */
export function CopyField({ label, text }: CopyFieldProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  return (
    <Group align="end" gap="xs" wrap="nowrap">
      <TextInput
        ref={field}
        label={label}
        value={text}
        readOnly
        flex={1}
        miw={0}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={text} label={`${t('copy')}: ${label}`} onFailed={() => field.current?.focus()} />
    </Group>
  );
}
