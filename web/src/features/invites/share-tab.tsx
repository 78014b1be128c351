import { Alert, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { TextLink } from '../../components/links.js';
import { useAssessment } from '../assessments/assessment.queries.js';
import { InviteForm } from './invite-form.js';
import { InviteList } from './invite-list.js';
import { PublicLinkPanel } from './public-link-panel.js';
import { RemindersPanel } from './reminders-panel.js';

export function ShareTab() {
  const { t } = useTranslation('share');
  const { assessment } = useAssessment();
  const mayInvite = useMay('invites.write');
  const mayReadInvites = useMay('invites.read');
  const { id, status } = assessment;
  const isArchived = status === 'archived';
  return (
    <Stack gap="xl">
      {status !== 'active' && (
        <Alert color="orange" title={t(`closed_${status}`)}>
          {t(isArchived ? 'archivedText' : 'notActiveText')}{' '}
          {!isArchived && (
            <TextLink to="/assessments/$id/publish" params={{ id }} underline="always">
              {t('toPublish')}
            </TextLink>
          )}
        </Alert>
      )}
      {!isArchived && <PublicLinkPanel />}
      {!isArchived && mayInvite && <InviteForm assessmentId={id} />}
      {mayReadInvites && <InviteList assessmentId={id} />}
      {!isArchived && mayReadInvites && <RemindersPanel assessmentId={id} />}
    </Stack>
  );
}
