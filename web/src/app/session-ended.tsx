import { Button, Modal, Text } from '@mantine/core';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { onSessionEnded, queryClient } from './queries.js';
import { sessionQuery } from './session.js';

/** Keeps the page as it stands, with what was typed, and says why nothing works any more. */
export function SessionEnded() {
  const { t } = useTranslation(['common', 'auth']);
  const [ended, setEnded] = useState(false);
  const { href } = useLocation();
  const navigate = useNavigate();
  useEffect(() => onSessionEnded(() => setEnded(true)), []);

  function signInAgain(): void {
    setEnded(false);
    queryClient.removeQueries(sessionQuery);
    void navigate({ to: '/sign-in', search: { next: href }, ignoreBlocker: true });
  }

  return (
    <Modal
      opened={ended}
      onClose={() => setEnded(false)}
      title={t('sessionEndedTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Text mb="md">{t('sessionEndedText')}</Text>
      <Button onClick={signInAgain}>{t('auth:signIn')}</Button>
    </Modal>
  );
}
