import { List, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../../components/links.js';
import type { PublishPreview } from './assessment.queries.js';

interface PublishChecklistProps {
  readonly assessmentId: string;
  readonly preview: PublishPreview;
}

/** Where each obstacle is removed; an archived assessment stays as it is. */
const places = {
  archived: undefined,
  'no-questions': '/assessments/$id/questions',
  'too-many-questions': '/assessments/$id/questions',
  'no-points': '/assessments/$id/questions',
  'already-over': '/assessments/$id/settings',
} as const;

/** Whether it can be published, and if not, every reason with the way to it. */
export function PublishChecklist({ assessmentId, preview }: PublishChecklistProps) {
  const { t, i18n } = useTranslation('assessments');
  const { reasons, questionCount, maximumPoints, quota, activates } = preview;
  const isFull = activates && quota.active >= quota.limit;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="xs">
        {t(reasons.length === 0 ? 'ready' : 'notReady')}
      </Title>
      <List spacing="xs" aria-live="polite">
        {reasons.map(({ code }) => {
          const place = places[code];
          return (
            <List.Item key={code} icon={<Mark isGood={false} />}>
              {t(`reason_${code}`)}{' '}
              {place && (
                <TextLink to={place} params={{ id: assessmentId }}>
                  {t(`reason_${code as Exclude<typeof code, 'archived'>}_link`)}
                </TextLink>
              )}
            </List.Item>
          );
        })}
        {questionCount > 0 && (
          <List.Item icon={<Mark isGood />}>
            {t('readyQuestions', {
              count: questionCount,
              points: maximumPoints.toLocaleString(i18n.language, { maximumFractionDigits: 4 }),
            })}
          </List.Item>
        )}
        <List.Item icon={<Mark isGood={!isFull} />}>
          {t(isFull ? 'quotaFull' : 'quotaRoom', { active: quota.active, limit: quota.limit })}
        </List.Item>
      </List>
    </Paper>
  );
}

/** A sign beside the words, which say the same. */
function Mark({ isGood }: { readonly isGood: boolean }) {
  return (
    <Text aria-hidden fw={700} c={isGood ? 'dimmed' : 'red'}>
      {isGood ? '✓' : '!'}
    </Text>
  );
}
