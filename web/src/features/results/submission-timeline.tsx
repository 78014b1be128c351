import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../components/failure.js';
import { Moment, readerZone } from '../../components/moment.js';
import { timeChangesQuery, type Submission } from './results.queries.js';
import classes from './submission.module.css';
import { timelineOf } from './timeline.js';

export function SubmissionTimeline({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation(['results', 'common']);
  const changes = useQuery(timeChangesQuery(submission.attemptId));
  return (
    <section aria-labelledby="submission-timeline" className="keep-together">
      <Title order={2} size="h4" mb="sm" id="submission-timeline">
        {t('timeline')}
      </Title>
      {changes.isError && <Failure error={changes.error} retry={() => void changes.refetch()} />}
      <ol className={classes['timeline']}>
        {timelineOf(submission, changes.data?.items ?? []).map((entry) => (
          <li key={`${entry.kind} ${entry.at}`}>
            {'minutes' in entry
              ? t(`timeline_${entry.kind}`, { count: entry.minutes })
              : t(`timeline_${entry.kind}`)}
            <Text size="sm" c="dimmed">
              <Moment at={entry.at} />
            </Text>
            {'reason' in entry && (
              <Text size="sm" dir="auto">
                {t('becauseOf', { reason: entry.reason })}
              </Text>
            )}
          </li>
        ))}
      </ol>
      <Text size="xs" c="dimmed" mt="xs">
        {t('common:times', { zone: readerZone() })}
      </Text>
    </section>
  );
}
