import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { NothingHere } from '../../components/nothing-here.js';
import { PageTitle } from '../../components/page-title.js';
import { DiscardButton } from './discard-button.js';
import { importQuery, type Import } from './import.queries.js';
import { ImportOutcome } from './import-outcome.js';
import { ImportPreview } from './import-preview.js';
import { ReadingProgress } from './reading-progress.js';
import { useImportProgress, type ImportProgress } from './use-import-progress.js';

const ends: readonly Import['state'][] = ['failed', 'committed', 'undone', 'discarded'];

/** One import from its file to its end. Everything about it is on the server, so this page can be left and reloaded. */
export function ImportPage() {
  const { t } = useTranslation('imports');
  const { importId } = useParams({ from: '/members/imports/$importId' });
  const imported = useQuery(importQuery(importId));
  const isOver = imported.data !== undefined && ends.includes(imported.data.state);
  const progress = useImportProgress(importId, isOver || imported.isError);
  const { data } = imported;
  if (hasCode(imported.error, 'not-found')) return <NothingHere />;
  return (
    <>
      {data && (
        <TextLink to="/assessments/$id/import" params={{ id: data.assessmentId }} size="sm">
          {t('toImports')}
        </TextLink>
      )}
      <PageTitle actions={data && <Actions imported={data} />}>{data?.fileName ?? t('title')}</PageTitle>
      <Stack gap="lg">
        {imported.isError && <Failure error={imported.error} retry={() => void imported.refetch()} />}
        {(!data || data.state === 'received') && !imported.isError && (
          <ReadingProgress done={progress?.type === 'reading' ? progress.done : 0} />
        )}
        {data && <Contents imported={data} progress={progress} />}
      </Stack>
    </>
  );
}

function Contents({
  imported,
  progress,
}: {
  readonly imported: Import;
  readonly progress: ImportProgress | undefined;
}) {
  if (imported.state === 'received') return null;
  return imported.state === 'ready' ? (
    <ImportPreview imported={imported} progress={progress?.type === 'committing' ? progress : undefined} />
  ) : (
    <ImportOutcome imported={imported} />
  );
}

function Actions({ imported }: { readonly imported: Import }) {
  const { t } = useTranslation('imports');
  const mayWrite = useMay('assessments.write');
  const isDiscardable = imported.state === 'ready' || imported.state === 'failed';
  return (
    <Group gap="sm">
      {imported.format !== null && (
        <Text size="sm" c="dimmed">
          {t('formatOf', { format: imported.format.toUpperCase().replaceAll('_', ' ') })}
        </Text>
      )}
      {mayWrite && isDiscardable && <DiscardButton imported={imported} />}
    </Group>
  );
}
