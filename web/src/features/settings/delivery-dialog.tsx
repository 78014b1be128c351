import { Button, Code, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema.js';
import { useMay } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { DeliveryStateBadge } from './delivery-state-badge.js';
import {
  deliveryQuery,
  redeliver,
  webhookQuery,
  type DeliveryDetail,
  type Webhook,
} from './webhooks.queries.js';

interface DeliveryDialogProps {
  readonly webhook: Webhook;
  readonly id: string;
  readonly onClose: () => void;
}

/** What was sent, and what was answered each time. */
export function DeliveryDialog({ webhook, id, onClose }: DeliveryDialogProps) {
  const { t } = useTranslation(['settings', 'common']);
  const delivery = useQuery(deliveryQuery(webhook.id, id));
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={delivery.data?.eventType ?? t('delivery')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {delivery.isPending && <PageLoading />}
      {delivery.isError && <Failure error={delivery.error} retry={() => void delivery.refetch()} />}
      {delivery.data && <DeliveryDetails webhook={webhook} delivery={delivery.data} />}
    </Modal>
  );
}

interface DeliveryDetailsProps {
  readonly webhook: Webhook;
  readonly delivery: DeliveryDetail;
}

function DeliveryDetails({ webhook, delivery }: DeliveryDetailsProps) {
  const { t } = useTranslation('settings');
  const cache = useQueryClient();
  const mayWrite = useMay('webhooks.write');
  const again = useMutation({
    mutationFn: () => redeliver(webhook.id, delivery),
    onSuccess: () => cache.invalidateQueries({ queryKey: webhookQuery(webhook.id).queryKey }),
  });
  return (
    <Stack>
      <Group justify="space-between">
        <DeliveryStateBadge state={delivery.state} />
        {mayWrite && webhook.enabled && delivery.state !== 'pending' && (
          <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            {t('sendAgain')}
          </Button>
        )}
      </Group>
      {again.isError && <Failure error={again.error} />}
      {delivery.deadReason && <Text size="sm">{t(`dead_${delivery.deadReason}`)}</Text>}
      <Title order={3} size="h5">
        {t('whatIsSent')}
      </Title>
      <Code
        block
        tabIndex={0}
        aria-label={t('whatIsSent')}
        style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
      >
        {delivery.body}
      </Code>
      <Title order={3} size="h5">
        {t('whatWasAnswered')}
      </Title>
      {delivery.log.length === 0 && <Text c="dimmed">{t('notSentYet')}</Text>}
      {delivery.log.map((attempt) => (
        <Attempt key={attempt.id} attempt={attempt} />
      ))}
    </Stack>
  );
}

function Attempt({ attempt }: { readonly attempt: components['schemas']['DeliveryAttemptView'] }) {
  const { t } = useTranslation('settings');
  return (
    <Stack gap={4}>
      <Text size="sm">
        <Moment at={attempt.sentAt} /> ·{' '}
        {attempt.status === null
          ? t('noAnswer', { reason: attempt.detail ?? attempt.failure ?? '' })
          : t('answeredWith', { status: attempt.status })}{' '}
        · {attempt.milliseconds} ms
      </Text>
      {attempt.answer && (
        <Code
          block
          tabIndex={0}
          aria-label={t('whatWasAnswered')}
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
        >
          {attempt.answer}
          {attempt.answerCut ? '…' : ''}
        </Code>
      )}
    </Stack>
  );
}
