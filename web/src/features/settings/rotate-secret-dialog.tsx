import { Modal, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { ShownOnce } from '../../components/shown-once.js';
import { rotateSecret, webhookQuery, type Webhook } from './webhooks.queries.js';

interface RotateSecretDialogProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}

export function RotateSecretDialog({ webhook, onClose }: RotateSecretDialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  const cache = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const rotate = useMutation({
    mutationFn: () => rotateSecret(webhook.id, key),
    onSuccess: () => cache.invalidateQueries({ queryKey: webhookQuery(webhook.id).queryKey }),
  });
  if (!rotate.isSuccess) {
    return (
      <ConfirmDialog
        title={t('rotateSecret')}
        act={t('rotateSecret')}
        isPending={rotate.isPending}
        error={rotate.error}
        onConfirm={() => rotate.mutate()}
        onClose={onClose}
      >
        <Text size="sm">{t('rotateSecretText')}</Text>
        {webhook.previousSecretUntil && <Text size="sm">{t('rotateTwiceText')}</Text>}
      </ConfirmDialog>
    );
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('rotateSecret')}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <ShownOnce
        label={t('webhookSecret')}
        secret={rotate.data.secret}
        whenLost={t('webhookSecretLost')}
        onDone={onClose}
      >
        {t('webhookSecretShown')}
      </ShownOnce>
    </Modal>
  );
}
