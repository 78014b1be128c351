import { Button, Checkbox, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { Failure } from '../../components/failure.js';
import { countsToAdd } from './commit-counts.js';
import type { Import } from './import.queries.js';
import type { ImportProgress } from './use-import-progress.js';

interface CommitPanelProps {
  readonly imported: Import;
  readonly progress: ImportProgress | undefined;
  readonly mayWrite: boolean;
}

/** How much there is, and the button that adds it; its words say exactly what it does. */
export function CommitPanel({ imported, progress, mayWrite }: CommitPanelProps) {
  const { t } = useTranslation(['imports', 'common']);
  const [leaveOutDuplicates, setLeaveOutDuplicates] = useState(true);
  const cache = useQueryClient();
  const { id, blockingCount, duplicateCount } = imported;
  const commit = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/v1/imports/{id}/commit', {
          params: { path: { id } },
          body: { leaveOutRowsWithProblems: blockingCount > 0, leaveOutDuplicates },
        }),
      ),
    // The questions of the assessment, the counts of the import, the list of imports: all are others now.
    onSuccess: () => cache.invalidateQueries(),
    onError: () => cache.invalidateQueries({ queryKey: ['import', id] }),
  });
  const { added, leftOut } = countsToAdd(imported, leaveOutDuplicates);
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="import-summary">
      <Stack>
        <Title order={2} size="h4" id="import-summary">
          {t('summary', { count: imported.rowCount })}
        </Title>
        <Counts imported={imported} />
        {duplicateCount > 0 && mayWrite && (
          <Checkbox
            label={t('leaveOutDuplicates', { count: duplicateCount })}
            description={t('duplicatesText')}
            checked={leaveOutDuplicates}
            onChange={(event) => setLeaveOutDuplicates(event.target.checked)}
          />
        )}
        {commit.isError && <Failure error={commit.error} />}
        {mayWrite &&
          (added > 0 ? (
            <Group>
              <Button loading={commit.isPending || progress !== undefined} onClick={() => commit.mutate()}>
                {t('add', { count: added })}
              </Button>
              {leftOut > 0 && <Text size="sm">{t('andLeaveOut', { count: leftOut })}</Text>}
            </Group>
          ) : (
            <Text fw={600}>{t('nothingToAdd')}</Text>
          ))}
        {progress && (
          <Progress
            value={progress.total ? (progress.done / progress.total) * 100 : 0}
            aria-label={t('adding')}
          />
        )}
      </Stack>
    </Paper>
  );
}

function Counts({ imported }: { readonly imported: Import }) {
  const { t } = useTranslation('imports');
  const { readyCount, blockingCount, leftOutCount, lossCount, warningCount } = imported;
  const counts = [
    ['countReady', readyCount],
    ['countErrors', blockingCount],
    ['countLeftOut', leftOutCount],
    ['countWarnings', warningCount],
    ['countLosses', lossCount],
  ] as const;
  return (
    <>
      <Group component="ul" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {counts
          .filter(([label, count]) => count > 0 || label === 'countReady')
          .map(([label, count]) => (
            <Text component="li" key={label} size="sm" pe="md">
              {t(label, { count })}
            </Text>
          ))}
      </Group>
      {lossCount > 0 && (
        <Text size="sm" c="dimmed">
          {t('lossesText')}
        </Text>
      )}
    </>
  );
}
