import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Moment } from '../../components/moment.js';
import type { Invite } from './invite.queries.js';

/** What else is to be known of an invite: its mail, reminders, the time it gives. */
export function InviteNotes({ invite }: { readonly invite: Invite }) {
  const { t } = useTranslation('share');
  const { lastMail, remindersSent, optedOut, extraTimePercent, extraMinutes } = invite;
  return (
    <Text size="xs" c="dimmed" component="div">
      {lastMail && (
        <div>
          {t(`mail_${lastMail.state}`)}
          {lastMail.at && (
            <>
              {' '}
              <Moment at={lastMail.at} />
            </>
          )}
        </div>
      )}
      {remindersSent > 0 && <div>{t('remindersSent', { count: remindersSent })}</div>}
      {optedOut && <div>{t('optedOut')}</div>}
      {extraTimePercent !== null && extraTimePercent > 0 && (
        <div>{t('extraPercent', { percent: extraTimePercent })}</div>
      )}
      {extraMinutes !== null && extraMinutes > 0 && <div>{t('extraMinutes', { count: extraMinutes })}</div>}
    </Text>
  );
}
