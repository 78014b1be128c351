import { Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import type { Invite } from './invite.queries.js';

export interface InviteDialogProps {
  readonly invite: Invite;
  readonly onClose: () => void;
}

interface FrameProps {
  readonly title: string;
  readonly error: unknown;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function InviteDialog({ title, error, onClose, children }: FrameProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        {error !== null && <Failure error={error} />}
        {children}
      </Stack>
    </Modal>
  );
}
