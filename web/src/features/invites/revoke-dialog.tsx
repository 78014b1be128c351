import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { InviteDialog, type InviteDialogProps } from './invite-dialog.js';

export function RevokeDialog({ invite, onClose }: InviteDialogProps) {
  const { t } = useTranslation(['share', 'common']);
  const cache = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/api/v1/invites/{id}/revoke', { params: { path: { id: invite.id } } })),
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['invites'] });
      onClose();
    },
  });
  return (
    <InviteDialog title={t('revokeTitle')} error={revoke.error} onClose={onClose}>
      <Text>{t(invite.status === 'started' ? 'revokeRunning' : 'revokeText', { email: invite.email })}</Text>
      <Group>
        <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('revokeConfirm')}
        </Button>
        <Button variant="default" onClick={onClose}>
          {t('common:cancel')}
        </Button>
      </Group>
    </InviteDialog>
  );
}
