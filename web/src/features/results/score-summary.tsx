import { Paper, SimpleGrid, Text, Title } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { durationText, numberText, percentText } from '../../components/measure.js';
import classes from './score-summary.module.css';
import type { Summary } from './results.queries.js';

/** Of the library that draws only what is shown: the figures come at once. */
const ScoreHistogram = lazy(() => import('./score-histogram.js'));

interface ScoreSummaryProps {
  readonly summary: Summary;
  readonly version: number | undefined;
}

export function ScoreSummary({ summary, version }: ScoreSummaryProps) {
  const { t, i18n } = useTranslation('results');
  const { language } = i18n;
  const { score, seconds } = summary;
  const percent = (value: number): string => percentText(value, language);
  const duration = (value: number): string => durationText(value, language);
  return (
    <section aria-labelledby="result-summary">
      <Title order={2} size="h4" mb="sm" id="result-summary">
        {version === undefined ? t('summaryTitle') : t('summaryOfVersion', { version })}
      </Title>
      <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm" m={0}>
        <Figure name={t('started')} value={numberText(summary.started, language)}>
          {summary.running > 0 && t('running', { count: summary.running })}
        </Figure>
        <Figure name={t('submitted')} value={numberText(summary.submissions, language)} />
        <Figure name={t('passed')} value={numberText(summary.passed, language)}>
          {summary.failed > 0 && t('failedCount', { count: summary.failed })}
        </Figure>
        <Figure
          name={t('passRate')}
          value={summary.passRatePercent === null ? '–' : percent(summary.passRatePercent)}
        />
        <Figure name={t('medianScore')} value={score ? percent(score.median) : '–'}>
          {score && t('middleHalf', { from: percent(score.lowerQuartile), to: percent(score.upperQuartile) })}
        </Figure>
        <Figure name={t('medianTime')} value={seconds ? duration(seconds.median) : '–'}>
          {seconds &&
            t('middleHalf', { from: duration(seconds.lowerQuartile), to: duration(seconds.upperQuartile) })}
        </Figure>
      </SimpleGrid>
      {summary.submissions > 0 && (
        <Paper withBorder p="md" mt="sm">
          <Suspense fallback={<div className={classes['chart']} />}>
            <ScoreHistogram summary={summary} version={version} />
          </Suspense>
        </Paper>
      )}
    </section>
  );
}

interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly children?: React.ReactNode;
}

function Figure({ name, value, children }: FigureProps) {
  return (
    <Paper withBorder p="sm" className={classes['figure']}>
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <dd className={classes['value']}>
        {value}
        {children && (
          <Text component="span" display="block" size="xs" c="dimmed" fw={400}>
            {children}
          </Text>
        )}
      </dd>
    </Paper>
  );
}
