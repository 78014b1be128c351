import { Badge, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { TextLink } from '../../components/links.js';
import { Moment } from '../../components/moment.js';
import { NothingHere } from '../../components/nothing-here.js';
import { PageLoading } from '../../components/page-loading.js';
import { versionQuery, type Version } from '../assessments/assessment.queries.js';
import { useSettingWords } from '../assessments/use-setting-words.js';
import { bodyOfQuestion } from './question-body.js';
import { bodyWords } from './use-question-words.js';
import type { Question } from './question.queries.js';

const shownSettings = [
  'description',
  'timeLimitMinutes',
  'passMarkPercent',
  'opensAt',
  'closesAt',
  'shuffleQuestions',
  'shuffleOptions',
  'presentation',
  'reviewPolicy',
] as const;

/** A version as it was published: what candidates who started with it have, for good. */
export function VersionPage() {
  const { t, i18n } = useTranslation(['questions', 'assessments']);
  const { id, number } = useParams({ from: '/members/assessments/$id/versions/$number' });
  const version = useQuery(versionQuery(id, Number(number)));
  if (version.isPending) return <PageLoading />;
  if (hasCode(version.error, 'not-found', 'invalid-parameter')) return <NothingHere />;
  if (!version.data) return <Failure error={version.error} retry={() => void version.refetch()} />;
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={2} size="h3">
          {t('assessments:version', { number: version.data.number })}
        </Title>
        <TextLink to="/assessments/$id/publish" params={{ id }}>
          {t('assessments:versions')}
        </TextLink>
      </Group>
      <Text c="dimmed">
        <Moment at={version.data.publishedAt} />
      </Text>
      <VersionSettings version={version.data} />
      <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {version.data.items.map((item) => (
          <Paper key={item.id} component="li" withBorder p="md">
            <Group justify="space-between" gap="xs" mb="xs">
              <Text size="sm" c="dimmed">
                {item.position}
              </Text>
              <Group gap="xs">
                <Badge variant="default">{t(`kind_${item.kind as Question['kind']}`)}</Badge>
                <Text size="sm">
                  {t('points', {
                    count: item.points,
                    points: item.points.toLocaleString(i18n.language, { maximumFractionDigits: 4 }),
                  })}
                </Text>
              </Group>
            </Group>
            <Text dir="auto" fw={600} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {item.text}
            </Text>
            <Text dir="auto" mt="xs" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {bodyWords(t, bodyOfQuestion(item as unknown as Question))}
            </Text>
            {item.explanation && (
              <Text dir="auto" mt="xs" c="dimmed" style={{ whiteSpace: 'pre-wrap' }}>
                {item.explanation}
              </Text>
            )}
          </Paper>
        ))}
      </Stack>
    </Stack>
  );
}

function VersionSettings({ version }: { readonly version: Version }) {
  const { t } = useTranslation('assessments');
  const words = useSettingWords();
  return (
    <Table variant="vertical" withTableBorder layout="fixed">
      <Table.Tbody>
        {shownSettings.map((name) => (
          <Table.Tr key={name}>
            <Table.Th scope="row">{t(`setting_${name}`)}</Table.Th>
            <Table.Td dir="auto" style={{ overflowWrap: 'anywhere' }}>
              {words(name, version[name])}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
