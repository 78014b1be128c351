import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { refreshQuestions, type Question } from './question.queries.js';

interface DeleteQuestionDialogProps {
  readonly question: Question;
  readonly number: number;
  readonly onClose: () => void;
}

export function DeleteQuestionDialog({ question, number, onClose }: DeleteQuestionDialogProps) {
  const { t } = useTranslation(['questions', 'common']);
  const cache = useQueryClient();
  const { assessmentId, id, etag } = question;
  const remove = useMutation({
    mutationFn: () =>
      bodyOf(
        api.DELETE('/api/v1/assessments/{assessmentId}/questions/{id}', {
          params: { path: { assessmentId, id }, header: { 'If-Match': etag } },
        }),
      ),
    onSuccess: async () => {
      onClose();
      await refreshQuestions(cache, assessmentId);
    },
    // The list then shows what is there now, and the next press is about that.
    onError: () => void refreshQuestions(cache, assessmentId),
  });
  const isStale = hasCode(remove.error, 'precondition-failed');
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('deleteTitle', { number })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        <Text fw={600} dir="auto" lineClamp={6}>
          {question.text}
        </Text>
        <Text>{t('deleteText')}</Text>
        {isStale && (
          <Alert color="orange" role="alert">
            {t('deleteStale')}
          </Alert>
        )}
        {remove.isError && !isStale && <Failure error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('delete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
