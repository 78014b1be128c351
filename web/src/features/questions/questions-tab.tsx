import { Alert, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { EmptyState } from '../../components/empty-state.js';
import { Failure } from '../../components/failure.js';
import { PageLoading } from '../../components/page-loading.js';
import { useAssessment } from '../assessments/assessment.queries.js';
import { AddQuestionMenu } from './add-question-menu.js';
import { ExportButton } from './export-dialog.js';
import { QuestionList } from './question-list.js';
import { useQuestionList } from './use-question-list.js';

export function QuestionsTab() {
  const { t, i18n } = useTranslation('questions');
  const { assessment } = useAssessment();
  const mayWrite = useMay('assessments.write') && assessment.status !== 'archived';
  const { list, questions, isComplete, reorder, move } = useQuestionList(assessment.id);
  if (list.isPending) return <PageLoading />;
  const points = questions.reduce((sum, question) => sum + question.points, 0);
  const isMoveRefused = hasCode(reorder.error, 'precondition-failed', 'validation-failed');
  return (
    <Stack>
      {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
      {isMoveRefused && (
        <Alert color="orange" role="alert">
          {t('orderConflict')}
        </Alert>
      )}
      {reorder.isError && !isMoveRefused && <Failure error={reorder.error} />}
      <Group justify="space-between" gap="sm">
        <Text c="dimmed" role="status">
          {isComplete || !list.hasNextPage
            ? `${t('questionCount', { count: questions.length })} · ${t('pointSum', {
                count: points,
                points: points.toLocaleString(i18n.language, { maximumFractionDigits: 4 }),
              })}`
            : t('loadingMore', { count: questions.length })}
        </Text>
        <Group gap="xs">
          {questions.length > 0 && <ExportButton assessmentId={assessment.id} />}
          {mayWrite && questions.length > 0 && <AddQuestionMenu assessmentId={assessment.id} />}
        </Group>
      </Group>
      {list.isSuccess && questions.length === 0 && (
        <EmptyState title={t('empty')} action={mayWrite && <AddQuestionMenu assessmentId={assessment.id} />}>
          {mayWrite ? t('emptyText') : undefined}
        </EmptyState>
      )}
      {questions.length > 0 && (
        <QuestionList
          questions={questions}
          mayWrite={mayWrite}
          mayMove={mayWrite && isComplete && !reorder.isPending}
          onMove={move}
        />
      )}
    </Stack>
  );
}
