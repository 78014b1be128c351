import { Button, Modal, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reopenAttempt } from './attempt.queries.js';
import { TimeChangeForm, type TimeChangeValues } from './time-change-form.js';

interface ReopenButtonProps {
  readonly attemptId: string;
  readonly assessmentId: string;
  readonly name: string;
}

/** Lets an attempt go on that its deadline has ended. */
export function ReopenButton(props: ReopenButtonProps) {
  const { t } = useTranslation('attempts');
  // A key for each time that the dialog is opened: pressing again in it is the same act.
  const [key, setKey] = useState<string>();
  return (
    <>
      <Button variant="default" onClick={() => setKey(crypto.randomUUID())}>
        {t('reopen')}
      </Button>
      {key !== undefined && <ReopenDialog {...props} actKey={key} onClose={() => setKey(undefined)} />}
    </>
  );
}

interface ReopenDialogProps extends ReopenButtonProps {
  readonly actKey: string;
  readonly onClose: () => void;
}

function ReopenDialog({ attemptId, assessmentId, name, actKey, onClose }: ReopenDialogProps) {
  const { t } = useTranslation(['attempts', 'common']);
  const cache = useQueryClient();
  const navigate = useNavigate();
  const reopen = useMutation({
    mutationFn: ({ minutes, reason }: TimeChangeValues) =>
      reopenAttempt(attemptId, { minutes, reason }, actKey),
    onSuccess: async () => {
      void cache.invalidateQueries({ queryKey: ['submissions'] });
      void cache.invalidateQueries({ queryKey: ['attempts', attemptId] });
      void cache.invalidateQueries({ queryKey: ['results', assessmentId] });
      await navigate({ to: '/assessments/$id/live', params: { id: assessmentId } });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('reopenTitle', { name })}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Text mb="md">{t('reopenText')}</Text>
      <TimeChangeForm
        submitText={t('reopenNow')}
        isPending={reopen.isPending}
        error={reopen.error}
        onSubmit={reopen.mutate}
        onCancel={onClose}
      />
    </Modal>
  );
}
