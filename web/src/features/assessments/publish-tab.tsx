import { Alert, Button, Grid, Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { hasCode } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { PageLoading } from '../../components/page-loading.js';
import {
  publishPreviewQuery,
  refreshAssessment,
  useAssessment,
  type PublishPreview,
} from './assessment.queries.js';
import { PublishChecklist } from './publish-checklist.js';
import { quotaRefusalOf, QuotaRefusal } from './quota-refusal.js';
import { VersionChanges } from './version-changes.js';
import { VersionList } from './version-list.js';

export function PublishTab() {
  const { t } = useTranslation('assessments');
  const { assessment } = useAssessment();
  const preview = useQuery(publishPreviewQuery(assessment.id));
  const mayWrite = useMay('assessments.write');
  return (
    <Grid gap="xl">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Stack>
          {preview.isPending && <PageLoading />}
          {preview.isError && <Failure error={preview.error} retry={() => void preview.refetch()} />}
          {preview.data && (
            <>
              <PublishChecklist assessmentId={assessment.id} preview={preview.data} />
              {preview.data.changes && <VersionChanges changes={preview.data.changes} />}
              {mayWrite && assessment.status !== 'archived' && (
                <PublishButton assessmentId={assessment.id} preview={preview.data} />
              )}
            </>
          )}
          <Paper withBorder p="md" component="section">
            <Title order={2} size="h4" mb="xs">
              {t('publishMeans')}
            </Title>
            <List size="sm" spacing="xs">
              <List.Item>{t('publishMeansFixed')}</List.Item>
              <List.Item>{t('publishMeansStarted')}</List.Item>
              <List.Item>{t('publishMeansActive')}</List.Item>
              <List.Item>{t('publishMeansDraft')}</List.Item>
            </List>
          </Paper>
        </Stack>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <VersionList assessmentId={assessment.id} />
      </Grid.Col>
    </Grid>
  );
}

interface PublishButtonProps {
  readonly assessmentId: string;
  readonly preview: PublishPreview;
}

function PublishButton({ assessmentId, preview }: PublishButtonProps) {
  const { t } = useTranslation('assessments');
  const cache = useQueryClient();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const publish = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/v1/assessments/{id}/publish', {
          params: { path: { id: assessmentId }, header: { 'Idempotency-Key': key } },
        }),
      ),
    onSuccess: async () => {
      setKey(crypto.randomUUID());
      await refreshAssessment(cache, assessmentId);
    },
    // What stands in the way is in the checklist, which is then of this moment.
    onError: () => void cache.invalidateQueries({ queryKey: publishPreviewQuery(assessmentId).queryKey }),
  });
  const quota = quotaRefusalOf(publish.error);
  const isExplained = quota !== undefined || hasCode(publish.error, 'not-publishable');
  const { activates, reasons, changes } = preview;
  const number = (changes?.versionNumber ?? 0) + 1;
  return (
    <Stack>
      {quota && <QuotaRefusal refusal={quota} onRoom={() => publish.mutate()} />}
      {publish.isError && !isExplained && <Failure error={publish.error} />}
      {publish.isSuccess && (
        <Alert color="green" role="status">
          {t('published', { number: publish.data.version.number })}
        </Alert>
      )}
      {!quota && (
        <Group>
          <Button disabled={reasons.length > 0} loading={publish.isPending} onClick={() => publish.mutate()}>
            {t('publishVersion', { number })}
          </Button>
          {activates && reasons.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('publishActivates')}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  );
}
