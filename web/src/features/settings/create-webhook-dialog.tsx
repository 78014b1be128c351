import { Button, Group, Modal, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { ShownOnce } from '../../components/shown-once.js';
import { WebhookFields, type WebhookValues } from './webhook-fields.js';
import { createWebhook, webhookListQuery } from './webhooks.queries.js';

export function CreateWebhookDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const cache = useQueryClient();
  // Who presses again after a failure means the same webhook; other values are another request.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const form = useForm<WebhookValues>({
    initialValues: { url: 'https://', description: '', eventTypes: ['attempt.submitted'] },
    onValuesChange: () => setKey(crypto.randomUUID()),
  });
  const create = useMutation({
    mutationFn: (values: WebhookValues) =>
      createWebhook({ ...values, eventTypes: [...values.eventTypes] }, key),
    onSuccess: () => cache.invalidateQueries(webhookListQuery),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t('newWebhook')}
      closeOnClickOutside={!create.isSuccess}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {create.isSuccess ? (
        <ShownOnce
          label={t('webhookSecret')}
          secret={create.data.secret}
          whenLost={t('webhookSecretLost')}
          onDone={onClose}
        >
          {t('webhookSecretShown')}
        </ShownOnce>
      ) : (
        <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
          <Stack>
            {create.isError && !hasCode(create.error, 'validation-failed') && (
              <Failure error={create.error} />
            )}
            <WebhookFields form={form} />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" loading={create.isPending}>
                {t('create')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
