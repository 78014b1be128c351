import { List, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { useSession } from '../../app/session.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { useMemberRefusal } from './member-refusal.js';
import { memberListQuery, removeMember, type Member } from './members.queries.js';

interface RemoveMemberDialogProps {
  readonly member: Member;
  readonly onClose: () => void;
}

export function RemoveMemberDialog({ member, onClose }: RemoveMemberDialogProps) {
  const { t } = useTranslation('settings');
  const { memberId } = useSession();
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeMember(member),
    onSuccess: onClose,
    onSettled: (_nothing, error) =>
      error === null || hasCode(error, 'precondition-failed', 'not-found')
        ? cache.invalidateQueries({ queryKey: memberListQuery.queryKey })
        : undefined,
  });
  return (
    <ConfirmDialog
      title={t('removeNamed', { name: member.name })}
      act={t('remove')}
      isDestructive
      isPending={remove.isPending}
      error={remove.error}
      explanation={useMemberRefusal(remove.error)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {member.id === memberId && <Text fw={500}>{t('removeYourself')}</Text>}
      <List size="sm" spacing="xs">
        <List.Item>{t('removeLosesAccess')}</List.Item>
        <List.Item>{t('removeKeepsWork')}</List.Item>
        <List.Item>{t('removeKeepsKeys')}</List.Item>
      </List>
    </ConfirmDialog>
  );
}
