import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ExtraTimeDialog } from './extra-time-dialog.js';
import type { Invite } from './invite.queries.js';
import { ResendDialog } from './resend-dialog.js';
import { RevokeDialog } from './revoke-dialog.js';

type Dialog = 'resend' | 'extraTime' | 'revoke';

/** What the status allows; the server decides, as it may have changed since. */
const allowed: Readonly<Record<Invite['status'], readonly Dialog[]>> = {
  pending: ['resend', 'extraTime', 'revoke'],
  started: ['resend', 'revoke'],
  expired: ['resend', 'extraTime', 'revoke'],
  submitted: [],
  revoked: [],
};

export function InviteActions({ invite }: { readonly invite: Invite }) {
  const { t } = useTranslation('share');
  const [dialog, setDialog] = useState<Dialog>();
  const acts = allowed[invite.status];
  const close = (): void => setDialog(undefined);
  return (
    <>
      {acts.length > 0 && (
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <Button variant="default" size="xs" aria-label={t('actionsFor', { email: invite.email })}>
              {t('actions')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {acts.map((act) => (
              <Menu.Item key={act} onClick={() => setDialog(act)}>
                {t(`act_${act}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {dialog === 'resend' && <ResendDialog invite={invite} onClose={close} />}
      {dialog === 'extraTime' && <ExtraTimeDialog invite={invite} onClose={close} />}
      {dialog === 'revoke' && <RevokeDialog invite={invite} onClose={close} />}
    </>
  );
}
