import { Text } from '@mantine/core';
import { createColumnHelper } from '@tanstack/react-table';
import type { TFunction } from 'i18next';
import { TextLink } from '../../components/links.js';
import { durationText, numberText, percentText } from '../../components/measure.js';
import { Moment } from '../../components/moment.js';
import { OutcomeBadge } from './outcome-badge.js';
import type { Result } from './results.queries.js';
import { withoutPlace, type ResultsSearch } from './results-search.js';

const column = createColumnHelper<Result>();

/** @param search goes along to the page of one result, so that it knows what stands before and behind it */
export function resultColumns(t: TFunction<'results'>, language: string, search: ResultsSearch) {
  return [
    column.accessor('candidate.name', {
      id: 'name',
      header: t('candidate'),
      cell: ({ row: { original } }) => (
        <>
          <TextLink
            to="/submissions/$id"
            params={{ id: original.submissionId }}
            search={withoutPlace(search)}
            dir="auto"
            size="sm"
            truncate
            display="block"
          >
            {original.candidate.name}
          </TextLink>
          <Text size="xs" c="dimmed" truncate dir="auto">
            {original.candidate.email}
          </Text>
        </>
      ),
    }),
    column.accessor('percent', {
      id: 'score',
      header: t('score'),
      cell: ({ row: { original } }) => (
        <>
          {percentText(original.percent, language)}
          <Text size="xs" c="dimmed">
            {t('pointsOf', {
              points: numberText(original.points, language),
              maximum: numberText(original.maximumPoints, language),
            })}
          </Text>
        </>
      ),
    }),
    column.accessor('passed', {
      header: t('outcome'),
      cell: ({ getValue }) => <OutcomeBadge passed={getValue()} />,
    }),
    column.accessor('finishedAt', {
      header: t('finishedAt'),
      cell: ({ getValue }) => <Moment at={getValue()} />,
    }),
    column.accessor('durationSeconds', {
      header: t('timeUsed'),
      cell: ({ getValue }) => durationText(getValue(), language),
    }),
    column.accessor('reason', { header: t('reason'), cell: ({ getValue }) => t(`reason_${getValue()}`) }),
    column.accessor('versionNumber', { header: t('version') }),
  ];
}
