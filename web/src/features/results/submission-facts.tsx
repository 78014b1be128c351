import { Code, Paper, SimpleGrid, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { durationText, numberText, percentText } from '../../components/measure.js';
import { Moment, readerZone } from '../../components/moment.js';
import { OutcomeBadge } from './outcome-badge.js';
import type { Submission } from './results.queries.js';
import classes from './submission.module.css';

/** The result, and what stands on the receipt that the candidate has: the two can be compared. */
export function SubmissionFacts({ submission }: { readonly submission: Submission }) {
  const { t, i18n } = useTranslation(['results', 'common']);
  const { language } = i18n;
  const { score, policy } = submission;
  return (
    <section aria-labelledby="submission-result">
      <Title order={2} size="h4" mb="sm" id="submission-result">
        {t('result')}
      </Title>
      <Paper withBorder p="md" className="keep-together">
        <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 4 }} spacing="md" m={0}>
          <Fact name={t('score')}>
            <strong>{percentText(score.percent, language)}</strong>{' '}
            {t('pointsOf', {
              points: numberText(score.points, language),
              maximum: numberText(score.maximumPoints, language),
            })}
          </Fact>
          <Fact name={t('outcome')}>
            <OutcomeBadge passed={score.passed} />{' '}
            {policy.passMarkPercent === null
              ? t('noPassMark')
              : t('passMark', { percent: percentText(policy.passMarkPercent, language) })}
          </Fact>
          <Fact name={t('timeUsed')}>
            {durationText(submission.durationSeconds, language)}
            {policy.timeLimitMinutes !== null &&
              ` ${t('ofLimit', { limit: durationText(policy.timeLimitMinutes * 60, language) })}`}
          </Fact>
          <Fact name={t('reason')}>{t(`reason_${submission.reason}`)}</Fact>
        </SimpleGrid>
        <details className={classes['receipt']}>
          <summary>{t('receipt')}</summary>
          <dl className={classes['facts']}>
            <Fact name={t('submissionId')}>
              <Code>{submission.submissionId}</Code>
            </Fact>
            <Fact name={t('finishedAt')}>
              <Moment at={submission.finishedAt} />
            </Fact>
            <Fact name={t('receivedAt')}>
              <Moment at={submission.receivedAt} />
            </Fact>
            <Fact name={t('version')}>{submission.versionNumber}</Fact>
            <Fact name={t('responsesHash')}>
              <Code>{submission.responsesHash}</Code>
            </Fact>
            <Fact name={t('versionHash')}>
              <Code>{submission.versionHash}</Code>
            </Fact>
          </dl>
          <Text size="xs" c="dimmed">
            {t('common:times', { zone: readerZone() })}
          </Text>
        </details>
      </Paper>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={classes['fact']}>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <dd>{children}</dd>
    </div>
  );
}
