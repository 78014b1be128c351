import { Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Quota } from './assessment.queries.js';

/** How many assessments are active out of how many that can be; the bar repeats what the words say. */
export function QuotaMeter({ quota }: { readonly quota: Quota }) {
  const { t } = useTranslation('assessments');
  const { active, limit } = quota;
  return (
    <Group gap="xs" wrap="nowrap">
      <Text size="sm" c="dimmed">
        {t('quota', { active, limit })}
      </Text>
      <Progress
        aria-hidden
        w={72}
        value={limit === 0 ? 100 : (active / limit) * 100}
        color={active >= limit ? 'orange' : 'blue'}
      />
    </Group>
  );
}
