import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { DeleteQuestionDialog } from './delete-question-dialog.js';
import { MoveQuestionDialog } from './move-question-dialog.js';
import { toNewQuestion } from './question-values.js';
import { refreshQuestions, type Question } from './question.queries.js';

interface QuestionRowMenuProps {
  readonly question: Question;
  readonly index: number;
  readonly count: number;
  readonly mayMove: boolean;
  readonly onMove: (from: number, to: number) => void;
}

export function QuestionRowMenu({ question, index, count, mayMove, onMove }: QuestionRowMenuProps) {
  const { t } = useTranslation('questions');
  const [dialog, setDialog] = useState<'move' | 'delete'>();
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { assessmentId } = question;
  const duplicate = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/v1/assessments/{assessmentId}/questions', {
          params: { path: { assessmentId } },
          body: toNewQuestion(question),
        }),
      ),
    onSuccess: async ({ id }) => {
      await refreshQuestions(cache, assessmentId);
      await navigate({
        to: '/assessments/$id/questions/$questionId',
        params: { id: assessmentId, questionId: id },
      });
    },
  });
  const close = (): void => setDialog(undefined);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            size="lg"
            loading={duplicate.isPending}
            aria-label={t('actsOf', { number: index + 1 })}
          >
            <span aria-hidden>⋯</span>
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={!mayMove || index === 0} onClick={() => onMove(index, index - 1)}>
            {t('moveUp')}
          </Menu.Item>
          <Menu.Item disabled={!mayMove || index === count - 1} onClick={() => onMove(index, index + 1)}>
            {t('moveDown')}
          </Menu.Item>
          <Menu.Item disabled={!mayMove || count < 2} onClick={() => setDialog('move')}>
            {t('moveTo')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => duplicate.mutate()}>{t('duplicate')}</Menu.Item>
          <Menu.Item onClick={() => setDialog('delete')}>{t('delete')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'move' && (
        <MoveQuestionDialog index={index} count={count} onMove={(to) => onMove(index, to)} onClose={close} />
      )}
      {dialog === 'delete' && <DeleteQuestionDialog question={question} number={index + 1} onClose={close} />}
    </>
  );
}
