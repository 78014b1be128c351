import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface AcceptedListProps<Entry extends { readonly fraction: string }> {
  readonly entries: readonly Entry[];
  readonly errors: Readonly<Record<string, string>>;
  readonly newEntry: () => Entry;
  readonly onChange: (entries: readonly Entry[]) => void;
  readonly renderEntry: (entry: Entry, index: number, change: (entry: Entry) => void) => ReactNode;
}

const mostAccepted = 50;

/** The answers that count as right, each with the share of the points that it earns. */
export function AcceptedList<Entry extends { readonly fraction: string }>(props: AcceptedListProps<Entry>) {
  const { entries, errors, newEntry, onChange, renderEntry } = props;
  const { t } = useTranslation('questions');
  const change = (index: number, entry: Entry): void =>
    onChange(entries.map((each, place) => (place === index ? entry : each)));
  return (
    <Stack component="fieldset" gap="sm" m={0} p={0} bd="none" miw={0}>
      <legend className="field-legend">{t('accepted')}</legend>
      {entries.map((entry, index) => (
        // Entries have no identity of their own; nothing of them outlives a rendering.
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={index} gap="xs" align="flex-end">
          {renderEntry(entry, index, (changed) => change(index, changed))}
          <TextInput
            label={t('fraction')}
            title={t('fractionHint')}
            value={entry.fraction}
            error={errors[`key.accepted.${index}.fraction`]}
            onChange={(event) => change(index, { ...entry, fraction: event.currentTarget.value })}
            w={90}
          />
          <ActionIcon
            variant="subtle"
            size="lg"
            disabled={entries.length === 1}
            aria-label={t('acceptedRemove', { number: index + 1 })}
            onClick={() => onChange(entries.filter((_entry, place) => place !== index))}
          >
            <span aria-hidden>✕</span>
          </ActionIcon>
        </Group>
      ))}
      {errors['key.accepted'] && (
        <div role="alert" style={{ color: 'var(--mantine-color-error)' }}>
          {errors['key.accepted']}
        </div>
      )}
      <Button
        variant="default"
        size="xs"
        w="max-content"
        disabled={entries.length >= mostAccepted}
        onClick={() => onChange([...entries, newEntry()])}
      >
        {t('acceptedAdd')}
      </Button>
    </Stack>
  );
}
