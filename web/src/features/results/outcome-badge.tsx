import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** A word, not only a colour; nothing where the version has no pass mark. */
export function OutcomeBadge({ passed }: { readonly passed: boolean | null }) {
  const { t } = useTranslation('results');
  if (passed === null) return <span title={t('noPassMark')}>–</span>;
  return (
    <Badge variant={passed ? 'filled' : 'default'} color="teal.9" miw="max-content" tt="none">
      {t(passed ? 'passed' : 'failed')}
    </Badge>
  );
}
