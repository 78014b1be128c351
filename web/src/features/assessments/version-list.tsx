import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { versionListQuery } from './assessment.queries.js';

export function VersionList({ assessmentId }: { readonly assessmentId: string }) {
  const { t, i18n } = useTranslation(['assessments', 'common']);
  const versions = useQuery(versionListQuery(assessmentId));
  return (
    <Stack component="section" gap="sm">
      <Title order={2} size="h4">
        {t('versions')}
      </Title>
      {versions.isPending && <Text c="dimmed">{t('common:loading')}</Text>}
      {versions.isError && <Failure error={versions.error} retry={() => void versions.refetch()} />}
      {versions.data?.items.length === 0 && <Text c="dimmed">{t('versionsNone')}</Text>}
      {versions.data?.items.map((version) => (
        <Paper key={version.id} withBorder p="sm">
          <Group justify="space-between" gap="xs">
            <TextLink
              to="/assessments/$id/versions/$number"
              params={{ id: assessmentId, number: String(version.number) }}
              fw={600}
            >
              {t('version', { number: version.number })}
            </TextLink>
            <Text size="sm" c="dimmed">
              <Moment at={version.publishedAt} />
            </Text>
          </Group>
          <Text size="sm">
            {t('readyQuestions', {
              count: version.itemCount,
              points: version.maximumPoints.toLocaleString(i18n.language, { maximumFractionDigits: 4 }),
            })}
          </Text>
        </Paper>
      ))}
    </Stack>
  );
}
