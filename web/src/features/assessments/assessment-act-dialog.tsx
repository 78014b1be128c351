import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import { performAct, type AssessmentAct } from './assessment-acts.js';
import { refreshAssessment, type Assessment } from './assessment.queries.js';
import { EndedAttempts } from './ended-attempts.js';
import { quotaRefusalOf, QuotaRefusal } from './quota-refusal.js';

interface AssessmentActDialogProps {
  readonly act: AssessmentAct;
  readonly assessment: Assessment;
  readonly onClose: () => void;
}

/** Asks before an act and says what it brings about; a refusal is explained here, where it happened. */
export function AssessmentActDialog({ act, assessment, onClose }: AssessmentActDialogProps) {
  const { t } = useTranslation(['assessments', 'common']);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const isOnItsPage = useRouterState({ select: ({ location }) => location.pathname.includes(assessment.id) });
  const [key] = useState(() => crypto.randomUUID());
  const perform = useMutation({
    mutationFn: () => performAct(act, assessment.id, key),
    onSuccess: async (result) => {
      if (act === 'delete' && isOnItsPage) await navigate({ to: '/assessments' });
      if (act !== 'delete') await refreshAssessment(cache, assessment.id);
      else await cache.invalidateQueries({ queryKey: ['assessments'] });
      onClose();
      if (act === 'duplicate' && result) {
        await navigate({ to: '/assessments/$id/questions', params: { id: result.id } });
      }
    },
  });
  const quota = quotaRefusalOf(perform.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`act_${act}_title`)}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Stack>
        <Text fw={600} dir="auto">
          {assessment.title}
        </Text>
        <Text>{t(`act_${act}_text`)}</Text>
        {act === 'close' && <EndedAttempts id={assessment.id} />}
        {perform.isError && !quota && <Failure error={perform.error} />}
        {quota && <QuotaRefusal refusal={quota} onRoom={() => perform.mutate()} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          {!quota && (
            <Button
              data-autofocus
              color={act === 'close' || act === 'delete' ? 'red' : 'blue'}
              loading={perform.isPending}
              onClick={() => perform.mutate()}
            >
              {t(`act_${act}`)}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
