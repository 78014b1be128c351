import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { PageLoading } from '../../components/page-loading.js';
import { CreateWebhookDialog } from './create-webhook-dialog.js';
import { Section } from './section.js';
import { RowList, SettingsRow } from './settings-row.js';
import { WebhookStateBadge } from './webhook-state-badge.js';
import { webhookState } from './webhook-state.js';
import { webhookListQuery, type Webhook } from './webhooks.queries.js';

export function WebhooksPage() {
  const { t } = useTranslation('settings');
  const mayWrite = useMay('webhooks.write');
  const list = useQuery(webhookListQuery);
  const [isCreating, setCreating] = useState(false);
  const webhooks = list.data?.items ?? [];
  const create = mayWrite && <Button onClick={() => setCreating(true)}>{t('newWebhook')}</Button>;
  return (
    <>
      {list.isPending && <PageLoading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && webhooks.length === 0 && (
        <EmptyState title={t('noWebhooks')} action={create}>
          {t('webhooksText')}
        </EmptyState>
      )}
      {webhooks.length > 0 && (
        <Section title={t('webhooks')} text={t('webhooksText')} action={create}>
          <RowList label={t('webhooks')}>
            {webhooks.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} />
            ))}
          </RowList>
        </Section>
      )}
      {isCreating && <CreateWebhookDialog onClose={() => setCreating(false)} />}
    </>
  );
}

function WebhookRow({ webhook }: { readonly webhook: Webhook }) {
  return (
    <SettingsRow
      title={
        <TextLink to="/settings/webhooks/$id" params={{ id: webhook.id }}>
          {webhook.url}
        </TextLink>
      }
      acts={<WebhookStateBadge state={webhookState(webhook)} />}
    >
      {webhook.description && (
        <>
          <bdi>{webhook.description}</bdi>
          <br />
        </>
      )}
      <code>{webhook.eventTypes.join(', ')}</code>
    </SettingsRow>
  );
}
