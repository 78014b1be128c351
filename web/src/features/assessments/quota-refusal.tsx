import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { EndedAttempts } from './ended-attempts.js';
import { performAct } from './assessment-acts.js';
import { refreshAssessment } from './assessment.queries.js';

export interface QuotaRefusalFacts {
  readonly limit: number;
  readonly active: readonly { readonly id: string; readonly title: string }[];
}

/** What the server says about what is active, when it refused because too much is. */
export function quotaRefusalOf(error: unknown): QuotaRefusalFacts | undefined {
  if (!hasCode(error, 'active-assessment-limit')) return undefined;
  const { limit, active } = error.problem as unknown as QuotaRefusalFacts;
  return { limit, active };
}

interface QuotaRefusalProps {
  readonly refusal: QuotaRefusalFacts;
  /** There is room now: what was refused can be done. */
  readonly onRoom: () => void;
}

/** Lists what is active and closes one of them right here, after which the author goes on where they were. */
export function QuotaRefusal({ refusal, onRoom }: QuotaRefusalProps) {
  const { t } = useTranslation('assessments');
  const [chosen, setChosen] = useState<string>();
  return (
    <Alert color="orange" role="alert" title={t('quotaTitle', { count: refusal.limit })}>
      <Text size="sm" mb="sm">
        {t('quotaText')}
      </Text>
      <Stack gap="sm" component="ul" pl={0} m={0} style={{ listStyle: 'none' }}>
        {refusal.active.map(({ id, title }) => (
          <li key={id}>
            <Group justify="space-between" gap="xs">
              <Text dir="auto" style={{ overflowWrap: 'anywhere' }}>
                {title}
              </Text>
              {chosen !== id && (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => setChosen(id)}
                  aria-label={t('closeOne', { title })}
                >
                  {t('act_close')}
                </Button>
              )}
            </Group>
            {chosen === id && (
              <CloseInstead id={id} onClosed={onRoom} onCancel={() => setChosen(undefined)} />
            )}
          </li>
        ))}
      </Stack>
    </Alert>
  );
}

interface CloseInsteadProps {
  readonly id: string;
  readonly onClosed: () => void;
  readonly onCancel: () => void;
}

function CloseInstead({ id, onClosed, onCancel }: CloseInsteadProps) {
  const { t } = useTranslation(['assessments', 'common']);
  const cache = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const close = useMutation({
    mutationFn: () => performAct('close', id, key),
    onSuccess: async () => {
      await refreshAssessment(cache, id);
      onClosed();
    },
  });
  return (
    <Stack gap="xs" mt="xs">
      <Text size="sm">{t('act_close_text')}</Text>
      <EndedAttempts id={id} />
      {close.isError && <Failure error={close.error} />}
      <Group gap="xs">
        <Button size="xs" color="red" loading={close.isPending} onClick={() => close.mutate()} autoFocus>
          {t('closeAndGoOn')}
        </Button>
        <Button size="xs" variant="default" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
