import { useTranslation } from 'react-i18next';
import { EmptyState } from './empty-state.js';

/** For who comes to a page by its address that the role does not open. */
export function NoPermission() {
  const { t } = useTranslation();
  return <EmptyState title={t('forbiddenTitle')}>{t('forbiddenText')}</EmptyState>;
}
