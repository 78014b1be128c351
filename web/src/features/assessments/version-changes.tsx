import { Badge, Group, List, Paper, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { components } from '../../api/schema.js';
import type { SettingName } from './settings-values.js';

type Changes = components['schemas']['VersionChangesView'];

/** What candidates of the next version get that those of the newest one do not. */
export function VersionChanges({ changes }: { readonly changes: Changes }) {
  const { t } = useTranslation('assessments');
  const { versionNumber, settings, questions, addedCount, changedCount, removedCount, isReordered } = changes;
  const total = addedCount + changedCount + removedCount;
  const isSame = total === 0 && settings.length === 0 && !isReordered;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="xs">
        {t('changesSince', { number: versionNumber })}
      </Title>
      {isSame && <Text>{t('changesNone')}</Text>}
      {settings.length > 0 && (
        <Text mb="xs">
          {t('changesSettings', {
            settings: settings.map((name) => t(`setting_${name as SettingName}`)).join(', '),
          })}
        </Text>
      )}
      {isReordered && <Text mb="xs">{t('changesOrder')}</Text>}
      {total > 0 && (
        <Group gap="xs" mb="xs">
          {addedCount > 0 && <Badge variant="default">{t('changesAdded', { count: addedCount })}</Badge>}
          {changedCount > 0 && (
            <Badge variant="default">{t('changesChanged', { count: changedCount })}</Badge>
          )}
          {removedCount > 0 && (
            <Badge variant="default">{t('changesRemoved', { count: removedCount })}</Badge>
          )}
        </Group>
      )}
      <List size="sm" spacing={4}>
        {questions.map(({ id, position, text, change, parts }) => (
          <List.Item key={id}>
            {t(`change_${change}`, {
              number: position,
              parts: parts.map((part) => t(`part_${part}`)).join(', '),
            })}{' '}
            <Text span size="sm" c="dimmed" dir="auto" lineClamp={1}>
              {text}
            </Text>
          </List.Item>
        ))}
      </List>
      {total > questions.length && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('changesMore', { count: total - questions.length })}
        </Text>
      )}
    </Paper>
  );
}
