import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WebhookState } from './webhook-state.js';

/** The colour only repeats the words. */
export function WebhookStateBadge({ state }: { readonly state: WebhookState }) {
  const { t } = useTranslation('settings');
  const isFine = state === 'working' || state === 'unused' || state === 'disabled';
  return (
    <Badge variant={isFine ? 'default' : 'filled'} {...(isFine ? {} : { color: 'red' })}>
      {t(`webhook_${state}`)}
    </Badge>
  );
}
