import { Anchor, Paper, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { NothingHere } from '../../components/nothing-here.js';
import { PageLoading } from '../../components/page-loading.js';
import { PageTitle } from '../../components/page-title.js';
import { textParts } from './text-parts.js';
import { outboxMailQuery, type OutboxMail } from './outbox.queries.js';

/** A mail as a program without HTML shows it. The HTML form has styles in it, which the policy of our pages refuses. */
export function OutboxMailPage() {
  const { t } = useTranslation('outbox');
  const { mailId } = useParams({ from: '/members/outbox/$mailId' });
  const mail = useQuery(outboxMailQuery(mailId));
  if (mail.isPending) return <PageLoading />;
  if (hasCode(mail.error, 'not-found')) return <NothingHere />;
  if (mail.isError) return <Failure error={mail.error} retry={() => void mail.refetch()} />;
  return (
    <>
      <TextLink to="/outbox" size="sm">
        {t('toOutbox')}
      </TextLink>
      <PageTitle>{mail.data.subject}</PageTitle>
      <Contents mail={mail.data} />
    </>
  );
}

function Contents({ mail: { to, createdAt, text } }: { readonly mail: OutboxMail }) {
  const { t } = useTranslation('outbox');
  return (
    <Stack maw="46rem">
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {t('to')}: {to.name ? `${to.name} <${to.address}>` : to.address} · <Moment at={createdAt} />
      </Text>
      <Paper withBorder p="lg">
        {text === null ? (
          <Text c="dimmed">{t('unreadable')}</Text>
        ) : (
          <Text component="div" dir="auto" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {textParts(text).map((part, index) =>
              part.isLink ? (
                <Anchor key={index} href={part.text} underline="always" target="_blank" rel="noreferrer">
                  {part.text}
                </Anchor>
              ) : (
                part.text
              ),
            )}
          </Text>
        )}
      </Paper>
    </Stack>
  );
}
