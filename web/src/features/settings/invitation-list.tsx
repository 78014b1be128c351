import { Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { Failure } from '../../components/failure.js';
import { Moment } from '../../components/moment.js';
import { invitationListQuery, revokeInvitation, type Invitation } from './members.queries.js';
import { Section } from './section.js';
import { RowList, SettingsRow } from './settings-row.js';

/** Invitations that nobody has followed yet. */
export function InvitationList() {
  const { t } = useTranslation('settings');
  const list = useQuery(invitationListQuery);
  const [revoked, setRevoked] = useState<Invitation>();
  if (list.isError) return <Failure error={list.error} retry={() => void list.refetch()} />;
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <Section title={t('openInvitations')} text={t('openInvitationsText')}>
      <RowList label={t('openInvitations')}>
        {list.data.items.map((invitation) => (
          <SettingsRow
            key={invitation.id}
            title={invitation.email}
            acts={
              <Button
                size="xs"
                variant="default"
                aria-label={t('revokeInvitationOf', { email: invitation.email })}
                onClick={() => setRevoked(invitation)}
              >
                {t('revoke')}
              </Button>
            }
          >
            {t(`role_${invitation.role}`)} · {t('validUntil')} <Moment at={invitation.expiresAt} />
          </SettingsRow>
        ))}
      </RowList>
      {revoked && <RevokeDialog invitation={revoked} onClose={() => setRevoked(undefined)} />}
    </Section>
  );
}

interface RevokeDialogProps {
  readonly invitation: Invitation;
  readonly onClose: () => void;
}

function RevokeDialog({ invitation, onClose }: RevokeDialogProps) {
  const { t } = useTranslation('settings');
  const cache = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeInvitation(invitation.id),
    onSuccess: async () => {
      await cache.invalidateQueries(invitationListQuery);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('revokeInvitationOf', { email: invitation.email })}
      act={t('revoke')}
      isDestructive
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    >
      <Text size="sm">{t('revokeInvitationText')}</Text>
    </ConfirmDialog>
  );
}
