import { Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { useSession } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { NothingHere } from '../../components/nothing-here.js';
import { PageLoading } from '../../components/page-loading.js';
import { PageTitle } from '../../components/page-title.js';
import classes from '../../components/tabs.module.css';
import { AssessmentActMenu } from './assessment-act-menu.js';
import { AssessmentStatusBadge } from './assessment-status-badge.js';
import { assessmentTabs } from './assessment-tabs.js';
import { assessmentQuery } from './assessment.queries.js';

/** The page of one assessment: its title and state above the tabs, each of which is a route. */
export function AssessmentFrame() {
  const { t } = useTranslation('assessments');
  const { id } = useParams({ from: '/members/assessments/$id' });
  const { permissions } = useSession();
  const assessment = useQuery(assessmentQuery(id));
  if (assessment.isPending) return <PageLoading />;
  if (assessment.isError && !assessment.data) {
    return hasCode(assessment.error, 'not-found') ? (
      <NothingHere />
    ) : (
      <Failure error={assessment.error} retry={() => void assessment.refetch()} />
    );
  }
  const tabs = assessmentTabs.filter(({ permission }) => permissions.includes(permission));
  return (
    <>
      <TextLink to="/assessments" size="sm">
        {t('title')}
      </TextLink>
      <PageTitle
        actions={
          <Group gap="sm">
            <AssessmentStatusBadge status={assessment.data.body.status} />
            <AssessmentActMenu assessment={assessment.data.body} />
          </Group>
        }
      >
        {assessment.data.body.title}
      </PageTitle>
      <nav className={classes['tabs']} aria-label={t('tabs')}>
        {tabs.map(({ to, label }) => (
          <Link key={to} to={to} params={{ id }} className={classes['tab']}>
            {t(label)}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
