import { Alert, List, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ParsedInvitees } from './parse-invitees.js';

const mostShown = 8;

/** What was understood, told while one types. */
export function PeoplePreview({ parsed: { invitees, notUnderstood } }: { readonly parsed: ParsedInvitees }) {
  const { t } = useTranslation('share');
  if (invitees.length + notUnderstood.length === 0) return null;
  return (
    <div aria-live="polite">
      {invitees.length > 0 && (
        <>
          <Text size="sm" fw={600}>
            {t('understood', { count: invitees.length })}
          </Text>
          <List size="sm" listStyleType="none">
            {invitees.slice(0, mostShown).map(({ line, email, name }) => (
              <List.Item key={`${line} ${email}`} dir="auto" style={{ overflowWrap: 'anywhere' }}>
                {email}
                {name && (
                  <Text span size="sm" c="dimmed">
                    {' – '}
                    {name}
                  </Text>
                )}
              </List.Item>
            ))}
            {invitees.length > mostShown && (
              <List.Item>{t('andMore', { count: invitees.length - mostShown })}</List.Item>
            )}
          </List>
        </>
      )}
      {notUnderstood.length > 0 && (
        <Alert color="orange" mt="sm" title={t('notUnderstood', { count: notUnderstood.length })}>
          <List size="sm" listStyleType="none">
            {notUnderstood.slice(0, mostShown).map(({ line, text, why }, index) => (
              <List.Item key={`${line} ${index}`} style={{ overflowWrap: 'anywhere' }}>
                {t(why, { line })} <span dir="auto">{text.slice(0, 100)}</span>
              </List.Item>
            ))}
            {notUnderstood.length > mostShown && (
              <List.Item>{t('andMore', { count: notUnderstood.length - mostShown })}</List.Item>
            )}
          </List>
        </Alert>
      )}
    </div>
  );
}
