import { Button, Group, Modal, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import { endAttempt } from './attempt.queries.js';
import type { RunningAttempt } from './live-attempts.js';

interface EndAttemptDialogProps {
  readonly attempt: RunningAttempt;
  readonly onClose: () => void;
}

export function EndAttemptDialog({ attempt, onClose }: EndAttemptDialogProps) {
  const { t } = useTranslation(['attempts', 'common']);
  const [key] = useState(() => crypto.randomUUID());
  const end = useMutation({ mutationFn: () => endAttempt(attempt.id, key), onSuccess: onClose });
  const { name } = attempt.candidate;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('endTitle', { name })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Text mb="md">
        {t('endText', { answered: attempt.answeredCount, questions: attempt.questionCount })}
      </Text>
      {end.isError && <Failure error={end.error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common:cancel')}
        </Button>
        <Button color="red" loading={end.isPending} onClick={() => end.mutate()}>
          {t('endNow')}
        </Button>
      </Group>
    </Modal>
  );
}
