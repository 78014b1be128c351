import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button.js';
import type { InviteResult } from './invite.queries.js';

interface InviteResultsProps {
  readonly results: readonly InviteResult[];
  readonly createdCount: number;
  readonly onDone: () => void;
}

/** What became of each row. The links are shown here and never again: the server does not keep them. */
export function InviteResults({ results, createdCount, onDone }: InviteResultsProps) {
  const { t } = useTranslation('share');
  const summary = useRef<HTMLParagraphElement>(null);
  useEffect(() => summary.current?.focus(), []);
  const links = results.filter(({ link }) => link !== null);
  const asTable = links.map(({ email, link }) => `${email}\t${link}`).join('\n');
  return (
    <Stack>
      <Text ref={summary} tabIndex={-1} style={{ outline: 'none' }} role="status">
        {t('invitedCount', { count: createdCount })}{' '}
        {results.length > createdCount && t('notInvitedCount', { count: results.length - createdCount })}
      </Text>
      {links.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('linksOnce')}
        </Text>
      )}
      <div
        className="wide"
        role="region"
        tabIndex={0}
        aria-label={t('outcomes')}
        style={{ maxHeight: '24rem' }}
      >
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('columnPerson')}</Table.Th>
              <Table.Th scope="col">{t('columnOutcome')}</Table.Th>
              <Table.Th scope="col">{t('link')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {results.map(({ index, email, outcome, link }) => (
              <Table.Tr key={index}>
                <Table.Td dir="auto">{email ?? '–'}</Table.Td>
                <Table.Td>
                  <Badge variant={outcome === 'created' ? 'filled' : 'default'} color="teal.9">
                    {t(`outcome_${outcome}`)}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  {link && (
                    <CopyButton
                      size="xs"
                      variant="default"
                      text={link}
                      label={t('copyLinkOf', { email: email ?? '' })}
                    >
                      {t('copyLink')}
                    </CopyButton>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Group>
        {links.length > 1 && (
          <CopyButton variant="default" text={asTable} label={t('copyAllLinks')}>
            {t('copyAllLinks')}
          </CopyButton>
        )}
        <Button onClick={onDone}>{t('inviteMore')}</Button>
      </Group>
    </Stack>
  );
}
