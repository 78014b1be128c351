import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import { countsQuery } from './assessment.queries.js';

/** How many candidates would be stopped in the middle. */
export function EndedAttempts({ id }: { readonly id: string }) {
  const { t } = useTranslation(['assessments', 'common']);
  const counts = useQuery(countsQuery(id));
  if (counts.isPending) return <Text c="dimmed">{t('common:loading')}</Text>;
  if (counts.isError) return <Failure error={counts.error} retry={() => void counts.refetch()} />;
  const { inProgress } = counts.data;
  return <Text fw={inProgress > 0 ? 600 : 400}>{t('endedAttempts', { count: inProgress })}</Text>;
}
