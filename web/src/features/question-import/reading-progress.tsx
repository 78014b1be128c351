import { Paper, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** How many rows a file has is known at its end, so the bar says only that the work goes on; the number says how far. */
export function ReadingProgress({ done }: { readonly done: number }) {
  const { t } = useTranslation('imports');
  return (
    <Paper withBorder p="lg">
      <Text mb="xs" aria-live="polite">
        {done === 0 ? t('reading') : t('readingRows', { count: done })}
      </Text>
      <Progress value={100} animated aria-label={t('reading')} />
      <Text size="sm" c="dimmed" mt="xs">
        {t('readingText')}
      </Text>
    </Paper>
  );
}
