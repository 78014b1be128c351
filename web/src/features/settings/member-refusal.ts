import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';

/** What to do about a refusal that the server's words do not say. */
export function useMemberRefusal(error: unknown): string | undefined {
  const { t } = useTranslation('settings');
  if (hasCode(error, 'owner-required')) return t('ownerRequired');
  if (hasCode(error, 'precondition-failed', 'not-found')) return t('memberChanged');
  if (hasCode(error, 'already-member')) return t('alreadyMember');
  return undefined;
}
