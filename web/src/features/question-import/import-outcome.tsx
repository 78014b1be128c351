import { Alert, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { ButtonLink } from '../../components/links.js';
import type { Import } from './import.queries.js';
import { UndoButton } from './undo-button.js';

/** The end of an import, and what can be done from there. */
export function ImportOutcome({ imported }: { readonly imported: Import }) {
  const { t } = useTranslation('imports');
  const mayWrite = useMay('assessments.write');
  const { assessmentId: id, state, failure } = imported;
  if (state === 'committed') {
    return (
      <Alert color="green" title={t('committedTitle', { count: imported.committedCount ?? 0 })} role="status">
        <Text size="sm" mb="md">
          {t('committedText')}
        </Text>
        <Group>
          <ButtonLink to="/assessments/$id/questions" params={{ id }}>
            {t('toQuestions')}
          </ButtonLink>
          {mayWrite && <UndoButton imported={imported} />}
        </Group>
      </Alert>
    );
  }
  const isFailure = state === 'failed';
  return (
    <Alert
      color={isFailure ? 'red' : 'blue'}
      title={t(isFailure ? 'failedTitle' : state === 'undone' ? 'undoneTitle' : 'discardedTitle')}
      role={isFailure ? 'alert' : 'status'}
    >
      <Text size="sm" mb="md" lang={failure ? 'en' : undefined} dir="auto">
        {failure?.message ?? t(state === 'undone' ? 'undoneText' : 'discardedText')}
      </Text>
      <ButtonLink to="/assessments/$id/import" params={{ id }}>
        {t(isFailure ? 'anotherFile' : 'again')}
      </ButtonLink>
    </Alert>
  );
}
