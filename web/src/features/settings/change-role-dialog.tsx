import { Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasCode } from '../../api/problem.js';
import { sessionQuery, useSession } from '../../app/session.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { changeRole, memberListQuery, type Member } from './members.queries.js';
import { useMemberRefusal } from './member-refusal.js';
import { RoleChoice } from './role-choice.js';

interface ChangeRoleDialogProps {
  readonly member: Member;
  readonly onClose: () => void;
}

export function ChangeRoleDialog({ member, onClose }: ChangeRoleDialogProps) {
  const { t } = useTranslation('settings');
  const { memberId } = useSession();
  const cache = useQueryClient();
  const [role, setRole] = useState(member.role);
  const change = useMutation({
    mutationFn: () => changeRole(member, role),
    onSuccess: async () => {
      onClose();
      if (member.id === memberId) await cache.invalidateQueries(sessionQuery);
    },
    onSettled: (_view, error) =>
      error === null || hasCode(error, 'precondition-failed', 'not-found')
        ? cache.invalidateQueries({ queryKey: memberListQuery.queryKey })
        : undefined,
  });
  return (
    <ConfirmDialog
      title={t('changeRoleOf', { name: member.name })}
      act={t('changeRole')}
      isPending={change.isPending}
      error={change.error}
      explanation={useMemberRefusal(change.error)}
      onConfirm={() => (role === member.role ? onClose() : change.mutate())}
      onClose={onClose}
    >
      <RoleChoice value={role} onChange={setRole} />
      <Text size="sm" c="dimmed">
        {t(member.id === memberId && role !== 'owner' ? 'changeOwnRoleText' : 'changeRoleText')}
      </Text>
    </ConfirmDialog>
  );
}
