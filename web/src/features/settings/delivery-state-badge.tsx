import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeliveryState } from './webhooks.queries.js';

export function DeliveryStateBadge({ state }: { readonly state: DeliveryState }) {
  const { t } = useTranslation('settings');
  return (
    <Badge variant={state === 'dead' ? 'filled' : 'default'} {...(state === 'dead' ? { color: 'red' } : {})}>
      {t(`delivery_${state}`)}
    </Badge>
  );
}
