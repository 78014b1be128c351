import { Button, Group, NumberInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { mostLinkCapacity } from './limits.js';

interface LinkCapacityFormProps {
  /** null: any number. */
  readonly capacity: number | null;
  readonly disabled: boolean;
  readonly isSaving: boolean;
  readonly onSave: (capacity: number | null) => void;
}

/** How many may start by the public link. Saved by a button, not while one types: 1 on the way to 100 would shut people out. */
export function LinkCapacityForm({ capacity, disabled, isSaving, onSave }: LinkCapacityFormProps) {
  const { t } = useTranslation(['share', 'common']);
  const [typed, setTyped] = useState<number | string>(capacity ?? '');
  const wished = typed === '' ? null : Number(typed);

  function submit(event: FormEvent): void {
    event.preventDefault();
    onSave(wished);
  }

  return (
    <form onSubmit={submit}>
      <Group align="end" gap="xs">
        <NumberInput
          label={t('capacity')}
          description={t('capacityText')}
          min={1}
          max={mostLinkCapacity}
          allowDecimal={false}
          allowNegative={false}
          hideControls
          disabled={disabled}
          value={typed}
          onChange={setTyped}
        />
        {wished !== capacity && (
          <Button type="submit" variant="default" loading={isSaving}>
            {t('common:save')}
          </Button>
        )}
      </Group>
    </form>
  );
}
