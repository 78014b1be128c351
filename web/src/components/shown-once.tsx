import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyField } from './copy-field.js';

interface ShownOnceProps {
  readonly label: string;
  /** Null where an earlier answer had it and got lost on the way. */
  readonly secret: string | null;
  /** What to do with it. */
  readonly children: string;
  /** What to do where it is lost. */
  readonly whenLost: string;
  readonly onDone: () => void;
}

/** A secret that nobody will see again: to copy, and nothing closes the dialog by accident. */
export function ShownOnce({ label, secret, children, whenLost, onDone }: ShownOnceProps) {
  const { t } = useTranslation();
  return (
    <Stack>
      {secret === null ? <Alert color="orange">{whenLost}</Alert> : <Text size="sm">{children}</Text>}
      {secret !== null && <CopyField label={label} text={secret} />}
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('done')}</Button>
      </Group>
    </Stack>
  );
}
