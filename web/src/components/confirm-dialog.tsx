import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from './failure.js';

interface ConfirmDialogProps {
  readonly title: string;
  /** What follows, and what is lost. */
  readonly children: ReactNode;
  /** The act in words; "OK" says nothing. */
  readonly act: string;
  readonly isDestructive?: boolean;
  readonly isPending: boolean;
  readonly error: unknown;
  /** Says more about an error than the server's words do. */
  readonly explanation?: string | undefined;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before an act. What goes wrong is said here, where it can be tried again. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { t } = useTranslation();
  const { title, children, act, isDestructive, isPending, error, explanation, onConfirm, onClose } = props;
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        {children}
        {error !== null && <Failure error={explanation === undefined ? error : new Error(explanation)} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('cancel')}
          </Button>
          <Button {...(isDestructive ? { color: 'red' } : {})} loading={isPending} onClick={onConfirm}>
            {act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
