import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { AssessmentActMenu } from './assessment-act-menu.js';
import { AssessmentStatusBadge } from './assessment-status-badge.js';
import type { AssessmentListItem } from './assessment.queries.js';
import classes from './assessment-table.module.css';

/** A table where there is room; on a phone each assessment is a block of its own, with the same cells under each other. */
export function AssessmentTable({ assessments }: { readonly assessments: readonly AssessmentListItem[] }) {
  const { t } = useTranslation('assessments');
  return (
    <Table className={classes['table']} verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('columnTitle')}</Table.Th>
          <Table.Th scope="col">{t('status')}</Table.Th>
          <Table.Th scope="col" ta="end">
            {t('columnStarted')}
          </Table.Th>
          <Table.Th scope="col" ta="end">
            {t('columnSubmitted')}
          </Table.Th>
          <Table.Th scope="col" ta="end">
            {t('columnPassed')}
          </Table.Th>
          <Table.Th scope="col">{t('columnChanged')}</Table.Th>
          <Table.Td />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {assessments.map((assessment) => (
          <AssessmentRow key={assessment.id} assessment={assessment} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function AssessmentRow({ assessment }: { readonly assessment: AssessmentListItem }) {
  const { t, i18n } = useTranslation('assessments');
  const { counts } = assessment;
  const number = (value: number): string => value.toLocaleString(i18n.language);
  return (
    <Table.Tr>
      <Table.Td className={classes['title']}>
        <TextLink to="/assessments/$id" params={{ id: assessment.id }} dir="auto" fw={600}>
          {assessment.title}
        </TextLink>
      </Table.Td>
      <Table.Td>
        <AssessmentStatusBadge status={assessment.status} />
      </Table.Td>
      <Table.Td className={classes['number']} data-label={t('columnStarted')}>
        {number(counts.started)}
      </Table.Td>
      <Table.Td className={classes['number']} data-label={t('columnSubmitted')}>
        {number(counts.submitted)}
      </Table.Td>
      <Table.Td className={classes['number']} data-label={t('columnPassed')}>
        {assessment.passMarkPercent === null ? '–' : number(counts.passed)}
      </Table.Td>
      <Table.Td className={classes['time']} data-label={t('columnChanged')}>
        <Moment at={assessment.updatedAt} />
      </Table.Td>
      <Table.Td className={classes['acts']}>
        <AssessmentActMenu assessment={assessment} />
      </Table.Td>
    </Table.Tr>
  );
}
