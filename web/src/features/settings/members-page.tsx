import { Badge, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay, useSession } from '../../app/session.js';
import { Failure } from '../../components/failure.js';
import { Moment } from '../../components/moment.js';
import { PageLoading } from '../../components/page-loading.js';
import { ChangeRoleDialog } from './change-role-dialog.js';
import { InvitationList } from './invitation-list.js';
import { InviteMemberDialog } from './invite-member-dialog.js';
import { memberListQuery, type Member } from './members.queries.js';
import { RemoveMemberDialog } from './remove-member-dialog.js';
import { Section } from './section.js';
import { RowList, SettingsRow } from './settings-row.js';

type Act = { readonly kind: 'invite' } | { readonly kind: 'role' | 'remove'; readonly member: Member };

export function MembersPage() {
  const { t } = useTranslation(['settings', 'common']);
  const mayWrite = useMay('members.write');
  const list = useInfiniteQuery(memberListQuery);
  const [act, setAct] = useState<Act>();
  const close = (): void => setAct(undefined);
  const members = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <Section
        title={t('members')}
        text={t('membersText')}
        action={mayWrite && <Button onClick={() => setAct({ kind: 'invite' })}>{t('inviteMember')}</Button>}
      >
        {list.isPending && <PageLoading />}
        {list.isError && <Failure error={list.error} retry={() => void list.refetch()} />}
        <RowList label={t('members')}>
          {members.map((member) => (
            <MemberRow key={member.id} member={member} onAct={mayWrite ? setAct : undefined} />
          ))}
        </RowList>
        {list.hasNextPage && (
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {t('common:more')}
          </Button>
        )}
      </Section>
      {mayWrite && <InvitationList />}
      {act?.kind === 'invite' && <InviteMemberDialog onClose={close} />}
      {act?.kind === 'role' && <ChangeRoleDialog member={act.member} onClose={close} />}
      {act?.kind === 'remove' && <RemoveMemberDialog member={act.member} onClose={close} />}
    </>
  );
}

interface MemberRowProps {
  readonly member: Member;
  /** Absent for who may only look. */
  readonly onAct: ((act: Act) => void) | undefined;
}

function MemberRow({ member, onAct }: MemberRowProps) {
  const { t } = useTranslation('settings');
  const { memberId } = useSession();
  return (
    <SettingsRow
      title={member.name}
      badge={member.id === memberId && <Badge variant="default">{t('you')}</Badge>}
      acts={
        onAct && (
          <>
            <Button
              size="xs"
              variant="default"
              aria-label={t('changeRoleOf', { name: member.name })}
              onClick={() => onAct({ kind: 'role', member })}
            >
              {t('changeRole')}
            </Button>
            <Button
              size="xs"
              variant="default"
              aria-label={t('removeNamed', { name: member.name })}
              onClick={() => onAct({ kind: 'remove', member })}
            >
              {t('remove')}
            </Button>
          </>
        )
      }
    >
      {member.email}
      <br />
      {t(`role_${member.role}`)} · {t('memberSince')} <Moment at={member.createdAt} withTime={false} />
    </SettingsRow>
  );
}
