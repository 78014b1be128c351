import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { useMay } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { NothingHere } from '../../components/nothing-here.js';
import { PageLoading } from '../../components/page-loading.js';
import { PageTitle } from '../../components/page-title.js';
import { ReopenButton } from '../attempts/reopen-button.js';
import { NeighbourLinks } from './neighbour-links.js';
import { submissionQuery, type Submission } from './results.queries.js';
import { SubmissionAnswers } from './submission-answers.js';
import { SubmissionFacts } from './submission-facts.js';
import { SubmissionTimeline } from './submission-timeline.js';
import './submission-print.css';

/** What one candidate did, question by question, beside the key. */
export function SubmissionPage() {
  const { id } = useParams({ from: '/members/submissions/$id' });
  const submission = useQuery(submissionQuery(id));
  if (submission.isPending) return <PageLoading />;
  if (submission.isError && !submission.data) {
    return hasCode(submission.error, 'not-found') ? (
      <NothingHere />
    ) : (
      <Failure error={submission.error} retry={() => void submission.refetch()} />
    );
  }
  return <SubmissionDetails submission={submission.data} />;
}

function SubmissionDetails({ submission }: { readonly submission: Submission }) {
  const { t } = useTranslation('results');
  const search = useSearch({ from: '/members/submissions/$id' });
  const mayReopen = useMay('assessments.write') && submission.reason === 'deadline' && !submission.superseded;
  return (
    <>
      <Group justify="space-between" className="no-print" gap="sm">
        <TextLink
          to="/assessments/$id/results"
          params={{ id: submission.assessmentId }}
          search={search}
          size="sm"
        >
          {t('backToResults')}
        </TextLink>
        <NeighbourLinks id={submission.submissionId} search={search} />
      </Group>
      <PageTitle
        actions={
          <Group gap="xs" className="no-print">
            {mayReopen && (
              <ReopenButton
                attemptId={submission.attemptId}
                assessmentId={submission.assessmentId}
                name={submission.candidate.name}
              />
            )}
            <Button variant="default" onClick={() => window.print()}>
              {t('print')}
            </Button>
          </Group>
        }
      >
        {submission.candidate.name}
      </PageTitle>
      <Text c="dimmed" mt="-md" mb="md" dir="auto">
        {submission.candidate.email}
      </Text>
      {submission.superseded && <Superseded superseded={submission.superseded} />}
      <Stack gap="lg">
        <SubmissionFacts submission={submission} />
        <SubmissionAnswers items={submission.items} />
        <SubmissionTimeline submission={submission} />
      </Stack>
    </>
  );
}

function Superseded({ superseded }: { readonly superseded: NonNullable<Submission['superseded']> }) {
  const { t } = useTranslation('results');
  return (
    <Alert color="orange" title={t('supersededTitle')} mb="md">
      {t('supersededText')} <Moment at={superseded.supersededAt} />
      <Text size="sm" dir="auto" mt="xs">
        {t('becauseOf', { reason: superseded.reason })}
      </Text>
    </Alert>
  );
}
