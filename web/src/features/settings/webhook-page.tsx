import { Alert, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { DeliveryList } from './delivery-list.js';
import { Section } from './section.js';
import { WebhookActs } from './webhook-acts.js';
import { WebhookStateBadge } from './webhook-state-badge.js';
import { webhookState } from './webhook-state.js';
import { webhookQuery, type Webhook } from './webhooks.queries.js';

export function WebhookPage() {
  const { t } = useTranslation('settings');
  const { id } = useParams({ from: '/members/settings/webhooks/$id' });
  const mayWrite = useMay('webhooks.write');
  const webhook = useQuery(webhookQuery(id));
  if (webhook.isPending) return <PageLoading />;
  if (webhook.isError && !webhook.data) {
    return hasCode(webhook.error, 'not-found') ? (
      <EmptyState
        title={t('webhookGone')}
        action={<TextLink to="/settings/webhooks">{t('webhooks')}</TextLink>}
      />
    ) : (
      <Failure error={webhook.error} retry={() => void webhook.refetch()} />
    );
  }
  const { body, etag } = webhook.data;
  const state = webhookState(body);
  return (
    <>
      <TextLink to="/settings/webhooks" size="sm">
        {t('webhooks')}
      </TextLink>
      <Section title={body.url} text={body.description} action={<WebhookStateBadge state={state} />}>
        <Alert color={state === 'failing' || state === 'gone' || state === 'gaveUp' ? 'red' : 'blue'}>
          {t(`webhookText_${state}`)}
        </Alert>
        <WebhookFacts webhook={body} />
        {mayWrite && <WebhookActs webhook={body} etag={etag} />}
      </Section>
      <DeliveryList webhook={body} />
    </>
  );
}

function WebhookFacts({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation('settings');
  const { health } = webhook;
  return (
    <Stack gap={4}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {t('webhookEvents')}: <code>{webhook.eventTypes.join(', ')}</code>
      </Text>
      {health.lastDeliveredAt && (
        <Text size="sm">
          {t('lastDelivered')} <Moment at={health.lastDeliveredAt} />
        </Text>
      )}
      {health.failingSince && (
        <Text size="sm">
          {t('failingSince', { count: health.failuresInARow })} <Moment at={health.failingSince} />
        </Text>
      )}
      {webhook.previousSecretUntil && (
        <Text size="sm">
          {t('previousSecretUntil')} <Moment at={webhook.previousSecretUntil} />
        </Text>
      )}
    </Stack>
  );
}
