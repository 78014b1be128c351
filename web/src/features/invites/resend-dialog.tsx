import { Button, Group, Switch, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { CopyField } from '../../components/copy-field.js';
import { endOfDay, ExpiryField } from './expiry-field.js';
import { InviteDialog, type InviteDialogProps } from './invite-dialog.js';

/** A new link for the same invite; it is shown here once. */
export function ResendDialog({ invite, onClose }: InviteDialogProps) {
  const { t } = useTranslation(['share', 'common']);
  const cache = useQueryClient();
  const [expiryDay, setExpiryDay] = useState('');
  const [sendMail, setSendMail] = useState(true);
  // Made when the dialog opens: pressed again after a lost answer, the link is not replaced a second time.
  const [key] = useState(() => crypto.randomUUID());
  const resend = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/v1/invites/{id}/resend', {
          params: { path: { id: invite.id }, header: { 'Idempotency-Key': key } },
          body: { sendMail, ...(expiryDay && { expiresAt: endOfDay(expiryDay) }) },
        }),
      ),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['invites'] }),
  });
  return (
    <InviteDialog title={t('resendTitle')} error={resend.error} onClose={onClose}>
      {resend.isSuccess ? (
        <>
          <Text role="status">{t(sendMail ? 'resentByMail' : 'resent')}</Text>
          {resend.data.link && <CopyField label={t('newLink')} text={resend.data.link} />}
          <Group>
            <Button onClick={onClose}>{t('common:close')}</Button>
          </Group>
        </>
      ) : (
        <>
          <Text>{t('resendText', { email: invite.email })}</Text>
          <ExpiryField value={expiryDay} onChange={setExpiryDay} />
          <Switch
            label={t('sendMail')}
            description={t(sendMail ? 'sendMailText' : 'noMailText')}
            checked={sendMail}
            onChange={(event) => setSendMail(event.target.checked)}
          />
          <Group>
            <Button loading={resend.isPending} onClick={() => resend.mutate()}>
              {t('resendConfirm')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('common:cancel')}
            </Button>
          </Group>
        </>
      )}
    </InviteDialog>
  );
}
