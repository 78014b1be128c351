import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Failure } from '../../components/failure.js';
import { RotateSecretDialog } from './rotate-secret-dialog.js';
import { WebhookFields, type WebhookValues } from './webhook-fields.js';
import {
  changeWebhook,
  pingWebhook,
  removeWebhook,
  webhookListQuery,
  webhookQuery,
  type Webhook,
} from './webhooks.queries.js';

interface WebhookActsProps {
  readonly webhook: Webhook;
  readonly etag: string;
}

type Act = 'change' | 'disable' | 'rotate' | 'remove';

export function WebhookActs({ webhook, etag }: WebhookActsProps) {
  const { t } = useTranslation(['settings', 'common']);
  const { id, enabled } = webhook;
  const cache = useQueryClient();
  const [act, setAct] = useState<Act>();
  const close = (): void => setAct(undefined);
  // Of the deliveries too, whose key begins with the webhook's.
  const refresh = async (): Promise<void> => {
    await cache.invalidateQueries({ queryKey: webhookQuery(id).queryKey });
    await cache.invalidateQueries(webhookListQuery);
  };
  const ping = useMutation({ mutationFn: () => pingWebhook(id), onSuccess: refresh });
  const toggle = useMutation({
    mutationFn: (wanted: boolean) => changeWebhook(id, etag, { enabled: wanted }),
    onSuccess: close,
    onSettled: refresh,
  });
  return (
    <>
      {ping.isError && <Failure error={ping.error} />}
      {toggle.isError && act === undefined && <Failure error={toggle.error} />}
      <Group gap="xs">
        <Button variant="default" disabled={!enabled} loading={ping.isPending} onClick={() => ping.mutate()}>
          {t('sendTest')}
        </Button>
        <Button variant="default" onClick={() => setAct('change')}>
          {t('common:edit')}
        </Button>
        <Button variant="default" onClick={() => setAct('rotate')}>
          {t('rotateSecret')}
        </Button>
        {enabled ? (
          <Button variant="default" onClick={() => setAct('disable')}>
            {t('disable')}
          </Button>
        ) : (
          <Button loading={toggle.isPending} onClick={() => toggle.mutate(true)}>
            {t('enable')}
          </Button>
        )}
        <Button variant="default" onClick={() => setAct('remove')}>
          {t('remove')}
        </Button>
      </Group>
      {act === 'change' && <ChangeDialog webhook={webhook} etag={etag} onClose={close} />}
      {act === 'rotate' && <RotateSecretDialog webhook={webhook} onClose={close} />}
      {act === 'remove' && <RemoveDialog webhook={webhook} etag={etag} onClose={close} />}
      {act === 'disable' && (
        <ConfirmDialog
          title={t('disableWebhook')}
          act={t('disable')}
          isPending={toggle.isPending}
          error={toggle.error}
          onConfirm={() => toggle.mutate(false)}
          onClose={close}
        >
          <Text size="sm">{t('disableWebhookText')}</Text>
        </ConfirmDialog>
      )}
    </>
  );
}

interface DialogProps extends WebhookActsProps {
  readonly onClose: () => void;
}

function ChangeDialog({ webhook, etag, onClose }: DialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  const cache = useQueryClient();
  const { url, description, eventTypes } = webhook;
  const form = useForm<WebhookValues>({ initialValues: { url, description, eventTypes } });
  const change = useMutation({
    mutationFn: (values: WebhookValues) =>
      changeWebhook(webhook.id, etag, { ...values, eventTypes: [...values.eventTypes] }),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: webhookQuery(webhook.id).queryKey });
      await cache.invalidateQueries(webhookListQuery);
      onClose();
    },
    onError: (error) => {
      form.setErrors(fieldErrors(error));
      // What stands now is fetched behind the dialog; saving again then means it.
      if (hasCode(error, 'precondition-failed'))
        void cache.invalidateQueries({ queryKey: webhookQuery(webhook.id).queryKey });
    },
  });
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('changeWebhook')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <form onSubmit={form.onSubmit((values) => change.mutate(values))}>
        <Stack>
          {change.isError && !hasCode(change.error, 'validation-failed') && (
            <Failure
              error={
                hasCode(change.error, 'precondition-failed') ? new Error(t('webhookChanged')) : change.error
              }
            />
          )}
          <WebhookFields form={form} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
            <Button type="submit" loading={change.isPending}>
              {t('common:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function RemoveDialog({ webhook, etag, onClose }: DialogProps) {
  const { t } = useTranslation('settings');
  const navigate = useNavigate();
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeWebhook(webhook.id, etag),
    onSuccess: async () => {
      await cache.invalidateQueries(webhookListQuery);
      await navigate({ to: '/settings/webhooks' });
      cache.removeQueries({ queryKey: webhookQuery(webhook.id).queryKey });
    },
    onError: () => cache.invalidateQueries({ queryKey: webhookQuery(webhook.id).queryKey }),
  });
  return (
    <ConfirmDialog
      title={t('removeWebhook')}
      act={t('remove')}
      isDestructive
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Text size="sm">{t('removeWebhookText')}</Text>
    </ConfirmDialog>
  );
}
