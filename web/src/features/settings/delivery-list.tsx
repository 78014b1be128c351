import { Button, NativeSelect, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { DeliveryDialog } from './delivery-dialog.js';
import { DeliveryStateBadge } from './delivery-state-badge.js';
import { Section } from './section.js';
import { RowList, SettingsRow } from './settings-row.js';
import { deliveryStates } from './webhook-search.js';
import {
  deliveryListQuery,
  redeliverFailed,
  webhookQuery,
  type Delivery,
  type DeliveryState,
  type Webhook,
} from './webhooks.queries.js';

/** What was sent to a webhook, or is to be. */
export function DeliveryList({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation(['settings', 'common']);
  const { state, delivery } = useSearch({ from: '/members/settings/webhooks/$id' });
  const navigate = useNavigate({ from: '/settings/webhooks/$id' });
  const list = useInfiniteQuery(deliveryListQuery(webhook.id, state));
  const deliveries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section title={t('deliveries')} text={t('deliveriesText')} action={<SendAgain webhook={webhook} />}>
      <NativeSelect
        label={t('state')}
        value={state ?? ''}
        maw="16rem"
        onChange={({ currentTarget: { value } }) =>
          void navigate({ search: value === '' ? {} : { state: value as DeliveryState } })
        }
        data={[
          { value: '', label: t('allStates') },
          ...deliveryStates.map((value) => ({ value, label: t(`delivery_${value}`) })),
        ]}
      />
      {list.isPending && <PageLoading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && deliveries.length === 0 && <Text c="dimmed">{t('noDeliveries')}</Text>}
      <RowList label={t('deliveries')}>
        {deliveries.map((each) => (
          <DeliveryRow key={each.id} delivery={each} />
        ))}
      </RowList>
      {list.hasNextPage && (
        <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common:more')}
        </Button>
      )}
      {delivery !== undefined && (
        <DeliveryDialog
          webhook={webhook}
          id={delivery}
          onClose={() => void navigate({ search: state === undefined ? {} : { state } })}
        />
      )}
    </Section>
  );
}

function DeliveryRow({ delivery }: { readonly delivery: Delivery }) {
  const { t } = useTranslation('settings');
  return (
    <SettingsRow
      title={
        <TextLink
          from="/settings/webhooks/$id"
          to="."
          search={(before: object) => ({ ...before, delivery: delivery.id })}
          resetScroll={false}
        >
          {delivery.eventType}
        </TextLink>
      }
      acts={<DeliveryStateBadge state={delivery.state} />}
    >
      <Moment at={delivery.createdAt} /> · {t('attempts', { count: delivery.attempts })}
      {delivery.nextAttemptAt && (
        <>
          {' · '}
          {t('nextAttempt')} <Moment at={delivery.nextAttemptAt} />
        </>
      )}
    </SettingsRow>
  );
}

/** What is kept of a delivery is kept for 30 days, so this is everything. */
function SendAgain({ webhook }: { readonly webhook: Webhook }) {
  const { t } = useTranslation('settings');
  const cache = useQueryClient();
  const mayWrite = useMay('webhooks.write');
  const send = useMutation({
    mutationFn: () => redeliverFailed(webhook.id, new Date(Date.now() - 31 * 86_400_000).toISOString()),
    onSuccess: () => cache.invalidateQueries({ queryKey: webhookQuery(webhook.id).queryKey }),
  });
  if (!mayWrite || !webhook.enabled) return null;
  return (
    <Stack gap={4} align="flex-end">
      <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
        {t('sendAllAgain')}
      </Button>
      {send.isError && <Failure error={send.error} />}
      <Text size="sm" role="status">
        {send.isSuccess ? t('sentAgain', { count: send.data.redelivered }) : ''}
      </Text>
    </Stack>
  );
}
