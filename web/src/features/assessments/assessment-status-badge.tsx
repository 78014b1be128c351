import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AssessmentStatus } from './assessment-list-search.js';

export function AssessmentStatusBadge({ status }: { readonly status: AssessmentStatus }) {
  const { t } = useTranslation('assessments');
  return (
    <Badge miw="max-content" variant={status === 'active' ? 'filled' : 'default'}>
      {t(`status_${status}`)}
    </Badge>
  );
}
