import { Badge, Button, Code, Group, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { apiKeyState, type ApiKeyState } from './api-key-state.js';
import { apiKeyListQuery, revokeApiKey, type ApiKey } from './api-keys.queries.js';
import { CreateApiKeyDialog } from './create-api-key-dialog.js';
import { Section } from './section.js';
import { RowList, SettingsRow } from './settings-row.js';

export function ApiKeysPage() {
  const { t } = useTranslation(['settings', 'common']);
  const mayWrite = useMay('api-keys.write');
  const list = useInfiniteQuery(apiKeyListQuery);
  const [isCreating, setCreating] = useState(false);
  const keys = list.data?.pages.flatMap((page) => page.items) ?? [];
  const create = mayWrite && <Button onClick={() => setCreating(true)}>{t('newApiKey')}</Button>;
  return (
    <>
      {list.isPending && <PageLoading />}
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && keys.length === 0 && (
        <EmptyState title={t('noApiKeys')} action={create}>
          {t('apiKeysText')}
        </EmptyState>
      )}
      {keys.length > 0 && (
        <Section title={t('apiKeys')} text={t('apiKeysText')} action={create}>
          <ApiKeyList keys={keys} mayWrite={mayWrite} />
          {list.hasNextPage && (
            <Button
              variant="default"
              loading={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              {t('common:more')}
            </Button>
          )}
        </Section>
      )}
      {isCreating && <CreateApiKeyDialog onClose={() => setCreating(false)} />}
    </>
  );
}

interface ApiKeyListProps {
  readonly keys: readonly ApiKey[];
  readonly mayWrite: boolean;
}

function ApiKeyList({ keys, mayWrite }: ApiKeyListProps) {
  const { t } = useTranslation('settings');
  const [revoked, setRevoked] = useState<ApiKey>();
  const now = new Date();
  return (
    <>
      <RowList label={t('apiKeys')}>
        {keys.map((key) => (
          <ApiKeyRow
            key={key.id}
            apiKey={key}
            state={apiKeyState(key, now)}
            onRevoke={mayWrite ? setRevoked : undefined}
          />
        ))}
      </RowList>
      {revoked && <RevokeKeyDialog apiKey={revoked} onClose={() => setRevoked(undefined)} />}
    </>
  );
}

interface ApiKeyRowProps {
  readonly apiKey: ApiKey;
  readonly state: ApiKeyState;
  readonly onRevoke: ((apiKey: ApiKey) => void) | undefined;
}

function ApiKeyRow({ apiKey, state, onRevoke }: ApiKeyRowProps) {
  const { t } = useTranslation('settings');
  return (
    <SettingsRow
      title={apiKey.name}
      badge={<Badge variant="default">{t(`key_${state}`)}</Badge>}
      acts={
        onRevoke &&
        state === 'valid' && (
          <Button
            size="xs"
            variant="default"
            aria-label={t('revokeNamed', { name: apiKey.name })}
            onClick={() => onRevoke(apiKey)}
          >
            {t('revoke')}
          </Button>
        )
      }
    >
      <Group gap={4} my={4}>
        {apiKey.scopes.map((scope) => (
          <Code key={scope}>{scope}</Code>
        ))}
      </Group>
      {state === 'revoked' && apiKey.revokedAt !== null ? (
        <>
          {t('key_revoked')} <Moment at={apiKey.revokedAt} />
        </>
      ) : (
        <>
          {t('expires')} <Moment at={apiKey.expiresAt} withTime={false} />
        </>
      )}
      {' · '}
      {t('lastUsed')} {apiKey.lastUsedAt === null ? t('never') : <Moment at={apiKey.lastUsedAt} />}
    </SettingsRow>
  );
}

interface RevokeKeyDialogProps {
  readonly apiKey: ApiKey;
  readonly onClose: () => void;
}

function RevokeKeyDialog({ apiKey, onClose }: RevokeKeyDialogProps) {
  const { t } = useTranslation('settings');
  const cache = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeApiKey(apiKey.id),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: apiKeyListQuery.queryKey });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('revokeNamed', { name: apiKey.name })}
      act={t('revoke')}
      isDestructive
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <Text size="sm">{t('revokeKeyText')}</Text>
    </ConfirmDialog>
  );
}
