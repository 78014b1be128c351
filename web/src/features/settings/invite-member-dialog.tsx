import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldErrors, hasCode } from '../../api/problem.js';
import { Failure } from '../../components/failure.js';
import { ShownOnce } from '../../components/shown-once.js';
import { useMemberRefusal } from './member-refusal.js';
import { invitationListQuery, inviteMember, type Role } from './members.queries.js';
import { RoleChoice } from './role-choice.js';

export function InviteMemberDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common', 'auth']);
  const cache = useQueryClient();
  // Who presses again after a failure means the same invitation.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const form = useForm({
    initialValues: { email: '', role: 'author' as Role, sendMail: true },
    onValuesChange: () => setKey(crypto.randomUUID()),
  });
  const invite = useMutation({
    mutationFn: (body: typeof form.values) => inviteMember(body, key),
    onSuccess: () => cache.invalidateQueries(invitationListQuery),
    onError: (error) => form.setErrors(fieldErrors(error)),
  });
  const refusal = useMemberRefusal(invite.error);
  const { token } = invite.data ?? {};
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('inviteMember')}
      closeOnClickOutside={!invite.isSuccess}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {invite.isSuccess ? (
        <ShownOnce
          label={t('inviteLink')}
          secret={token ? `${window.location.origin}/join#${token}` : null}
          whenLost={t('inviteLinkLost')}
          onDone={onClose}
        >
          {t(form.values.sendMail ? 'invitedByMail' : 'invitedByLink', { email: form.values.email })}
        </ShownOnce>
      ) : (
        <form onSubmit={form.onSubmit((values) => invite.mutate(values))}>
          <Stack>
            {invite.isError && !hasCode(invite.error, 'validation-failed') && (
              <Failure error={refusal === undefined ? invite.error : new Error(refusal)} />
            )}
            <TextInput
              {...form.getInputProps('email')}
              label={t('auth:email')}
              type="email"
              required
              withAsterisk={false}
              data-autofocus
            />
            <RoleChoice value={form.values.role} onChange={(role) => form.setFieldValue('role', role)} />
            <Checkbox
              {...form.getInputProps('sendMail', { type: 'checkbox' })}
              label={t('inviteSendMail')}
              description={t('inviteSendMailText')}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t('common:cancel')}
              </Button>
              <Button type="submit" loading={invite.isPending}>
                {t('invite')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
