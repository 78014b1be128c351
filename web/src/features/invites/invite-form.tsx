import { Button, FileButton, Group, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, bodyOf } from '../../api/client.js';
import { Failure } from '../../components/failure.js';
import { ExpiryField, endOfDay } from './expiry-field.js';
import { InviteResults } from './invite-results.js';
import { invitesKey } from './invite.queries.js';
import { mostInvites } from './limits.js';
import { Panel } from './panel.js';
import { parseInvitees } from './parse-invitees.js';
import { PeoplePreview } from './people-preview.js';

/** Addresses in, what was understood beside them, and after sending what became of each. */
export function InviteForm({ assessmentId }: { readonly assessmentId: string }) {
  const { t } = useTranslation('share');
  const cache = useQueryClient();
  const [text, setText] = useState('');
  const [expiryDay, setExpiryDay] = useState('');
  const [sendMail, setSendMail] = useState(true);
  const deferredText = useDeferredValue(text);
  const parsed = useMemo(() => parseInvitees(deferredText), [deferredText]);
  const { invitees } = parsed;
  const body = {
    invites: invitees.map(({ email, name }) => ({ email, ...(name && { name }) })),
    sendMail,
    ...(expiryDay && { expiresAt: endOfDay(expiryDay) }),
  };
  // The same list sent again after a lost answer is the same act; another list is another.
  const content = JSON.stringify(body);
  const key = useMemo(() => keyFor(content), [content]);
  const invite = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/api/v1/assessments/{assessmentId}/invites', {
          params: { path: { assessmentId }, header: { 'Idempotency-Key': key } },
          body,
        }),
      ),
    onSuccess: () => {
      setText('');
      return cache.invalidateQueries({ queryKey: invitesKey(assessmentId) });
    },
  });
  if (invite.isSuccess)
    return (
      <Panel title={t('invited')}>
        <InviteResults
          results={invite.data.results}
          createdCount={invite.data.createdCount}
          onDone={invite.reset}
        />
      </Panel>
    );
  const isTooMany = invitees.length > mostInvites;
  return (
    <Panel title={t('invite')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (invitees.length > 0 && !isTooMany) invite.mutate();
        }}
      >
        <Stack>
          {invite.isError && <Failure error={invite.error} />}
          <Textarea
            label={t('people')}
            description={t('peopleText')}
            placeholder={t('peopleExample')}
            autosize
            minRows={4}
            maxRows={14}
            spellCheck={false}
            value={text}
            error={isTooMany ? t('tooManyPeople', { count: mostInvites }) : undefined}
            onChange={(event) => setText(event.target.value)}
          />
          <Group>
            <FileButton
              accept=".csv,.txt,text/csv,text/plain"
              onChange={(file) => void file?.text().then(setText)}
            >
              {(props) => (
                <Button {...props} variant="default" size="xs">
                  {t('fromFile')}
                </Button>
              )}
            </FileButton>
          </Group>
          <PeoplePreview parsed={parsed} />
          <Group align="start" gap="lg">
            <ExpiryField value={expiryDay} onChange={setExpiryDay} />
            <Switch
              mt={{ base: 0, sm: 28 }}
              label={t('sendMail')}
              description={t(sendMail ? 'sendMailText' : 'noMailText')}
              checked={sendMail}
              onChange={(event) => setSendMail(event.target.checked)}
            />
          </Group>
          <Group>
            <Button type="submit" loading={invite.isPending} disabled={invitees.length === 0 || isTooMany}>
              {invitees.length === 0 ? t('inviteNobody') : t('invitePeople', { count: invitees.length })}
            </Button>
            {invitees.length === 0 && text.trim() !== '' && <Text size="sm">{t('nobodyUnderstood')}</Text>}
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

/** Its argument is what the key stands for. */
function keyFor(_content: string): string {
  return crypto.randomUUID();
}
