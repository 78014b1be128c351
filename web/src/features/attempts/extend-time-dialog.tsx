import { Button, Group, List, Modal, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { extendTime, type ExtensionTarget, type TimeExtension } from './attempt.queries.js';
import { TimeChangeForm, type TimeChangeValues } from './time-change-form.js';

export interface ExtendedPeople {
  readonly attempts: ExtensionTarget;
  readonly count: number;
  /** Of the only one. */
  readonly name?: string;
}

interface ExtendTimeDialogProps {
  readonly assessmentId: string;
  readonly people: ExtendedPeople;
  readonly onClose: () => void;
}

const outcomes = ['extended', 'ended', 'unlimited', 'at_closing', 'not_found'] as const;

/** Stays open where somebody did not get the time, and says why. */
export function ExtendTimeDialog({ assessmentId, people, onClose }: ExtendTimeDialogProps) {
  const { t } = useTranslation(['attempts', 'common']);
  const [key] = useState(() => crypto.randomUUID());
  const extend = useMutation({
    mutationFn: (values: TimeChangeValues) => extendTime(assessmentId, people.attempts, values, key),
    onSuccess: (result) => {
      if (outcomes.every((outcome) => outcome === 'extended' || !result.counts[outcome])) onClose();
    },
  });
  const title =
    people.name === undefined
      ? t('all' in people.attempts ? 'extendAllTitle' : 'extendManyTitle', { count: people.count })
      : t('extendOneTitle', { name: people.name });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {extend.data ? (
        <Outcomes result={extend.data} onClose={onClose} />
      ) : (
        <TimeChangeForm
          submitText={t('extendNow')}
          isPending={extend.isPending}
          error={extend.error}
          offersPastClosing
          onSubmit={extend.mutate}
          onCancel={onClose}
        />
      )}
    </Modal>
  );
}

function Outcomes({ result, onClose }: { readonly result: TimeExtension; readonly onClose: () => void }) {
  const { t } = useTranslation(['attempts', 'common']);
  return (
    <div role="status">
      <Text mb="xs">{t('outcomes')}</Text>
      <List mb="md">
        {outcomes.map((outcome) => {
          const count = result.counts[outcome] ?? 0;
          return count > 0 && <List.Item key={outcome}>{t(`outcome_${outcome}`, { count })}</List.Item>;
        })}
      </List>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('common:close')}</Button>
      </Group>
    </div>
  );
}
