import { Badge, Button, Group, Modal, Paper, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { differences, merged, type Side } from './edit-merge.js';
import type { EditConflict, Snapshot } from './use-merging-save.js';

interface EditConflictDialogProps<Values extends object> {
  readonly conflict: EditConflict<Values>;
  readonly label: (field: keyof Values & string) => string;
  readonly show: (field: keyof Values & string, value: Values[keyof Values]) => string;
  readonly isSaving: boolean;
  /** Saves the values against the state that they were put together from. */
  readonly onResolve: (base: Snapshot<Values>, values: Values) => void;
  readonly onClose: () => void;
}

/** Somebody else saved in between: both sides of every field, and the author chooses, per field or as a whole. */
export function EditConflictDialog<Values extends object>(props: EditConflictDialogProps<Values>) {
  const { conflict, label, show, isSaving, onResolve, onClose } = props;
  const { t } = useTranslation();
  const { base, mine, theirs } = conflict;
  const found = differences(base, mine, theirs.values);
  const [choices, setChoices] = useState<Readonly<Record<string, Side>>>(() =>
    Object.fromEntries(found.map(({ field, proposal }) => [field, proposal])),
  );
  const chooseAll = (side: Side): void =>
    setChoices(Object.fromEntries(found.map(({ field }) => [field, side])));
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('conflictTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack>
        <Text>{t('conflictText')}</Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={() => chooseAll('mine')}>
            {t('conflictAllMine')}
          </Button>
          <Button size="xs" variant="default" onClick={() => chooseAll('theirs')}>
            {t('conflictAllTheirs')}
          </Button>
        </Group>
        {found.map(({ field, mine: own, theirs: other, isContested }) => (
          <Paper key={field} withBorder p="sm" component="fieldset" m={0}>
            <Group component="legend" gap="xs">
              <Text fw={600}>{label(field)}</Text>
              {isContested && <Badge color="orange">{t('conflictBoth')}</Badge>}
            </Group>
            <Stack gap="xs">
              {(['mine', 'theirs'] as const).map((side) => (
                <Radio
                  key={side}
                  name={`conflict-${field}`}
                  checked={choices[field] === side}
                  onChange={() => setChoices({ ...choices, [field]: side })}
                  label={t(side === 'mine' ? 'conflictMine' : 'conflictTheirs')}
                  description={show(field, side === 'mine' ? own : other) || t('conflictEmpty')}
                  styles={{ description: { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' } }}
                />
              ))}
            </Stack>
          </Paper>
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('conflictLater')}
          </Button>
          <Button
            loading={isSaving}
            onClick={() =>
              onResolve(theirs, merged(mine, theirs.values, choices as Partial<Record<keyof Values, Side>>))
            }
          >
            {t('conflictSave')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
