import { Button, Group, Modal, NumberInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface MoveQuestionDialogProps {
  readonly index: number;
  readonly count: number;
  readonly onMove: (to: number) => void;
  readonly onClose: () => void;
}

/** For lists that are too long to drag through. */
export function MoveQuestionDialog({ index, count, onMove, onClose }: MoveQuestionDialogProps) {
  const { t } = useTranslation(['questions', 'common']);
  const [place, setPlace] = useState<number>(index + 1);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('moveTitle', { number: index + 1 })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onMove(place - 1);
          onClose();
        }}
      >
        <Stack>
          <NumberInput
            label={t('movePlace', { count })}
            value={place}
            onChange={(value) => setPlace(Number(value))}
            min={1}
            max={count}
            allowDecimal={false}
            hideControls
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit">{t('move')}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
