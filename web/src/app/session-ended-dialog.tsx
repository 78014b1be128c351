import { Button, Modal, Text } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { queryClient } from './queries.js';
import { sessionQuery } from './session.js';

/** Keeps the page as it stands, with what was typed, and says why nothing works any more. */
export default function SessionEndedDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['common', 'auth']);
  const { href } = useLocation();
  const navigate = useNavigate();

  function signInAgain(): void {
    onClose();
    queryClient.removeQueries(sessionQuery);
    void navigate({ to: '/sign-in', search: { next: href }, ignoreBlocker: true });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('sessionEndedTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Text mb="md">{t('sessionEndedText')}</Text>
      <Button onClick={signInAgain}>{t('auth:signIn')}</Button>
    </Modal>
  );
}
