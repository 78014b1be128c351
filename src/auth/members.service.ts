import { Injectable } from '@nestjs/common';
import { actorId, type Actor } from '../common/access/actor.js';
import { roleMay, type Permission } from '../common/access/permissions.js';
import { AppError } from '../common/errors/app-error.js';
import { entityTag, ok, type Reply } from '../common/http/reply.js';
import type { PageQuery } from '../common/pagination/page.dto.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import { lockEmployer } from './employers.queries.js';
import { afterId, rowsToRead, toIdPage } from './id-pages.js';
import { toMemberView, type ChangeRoleBody, type MemberListView } from './members.dto.js';
import { findMember, listMembers, markRemoved, updateRole } from './members.queries.js';
import { endSessionsOfMember } from './sessions.queries.js';

const list = 'members';

@Injectable()
export class MembersService {
  constructor(private readonly database: Database) {}

  async list(actor: Actor, page: PageQuery): Promise<MemberListView> {
    const { employerId } = actor;
    const after = afterId(list, page);
    const rows = await this.database.read({ employerId }, (db) =>
      listMembers(db, employerId, after, rowsToRead(page)),
    );
    const { items, nextCursor } = toIdPage(list, page, rows, toMemberView);
    return { items: [...items], nextCursor };
  }

  async show(actor: Actor, id: string): Promise<Reply> {
    const { employerId } = actor;
    const row = await this.database.read({ employerId }, (db) => findMember(db, employerId, id));
    if (!row) throw new AppError('not-found');
    return ok(toMemberView(row), entityTag(row.revision));
  }

  async changeRole(actor: Actor, id: string, revision: string, { role }: ChangeRoleBody): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, async (tx) => {
      await lockEmployerAs(tx, actor, 'members.write');
      if (!(await updateRole(tx, { employerId, id, revision }, role))) throw await whyNot(tx, employerId, id);
      const changed = await findMember(tx, employerId, id);
      if (!changed) throw new AppError('not-found');
      await appendEvent(tx, {
        employerId,
        type: 'member.role_changed',
        actor: eventActor(actor),
        subject: { type: 'member', id },
        payload: { role },
      });
      return ok(toMemberView(changed), entityTag(changed.revision));
    });
  }

  async remove(actor: Actor, id: string, revision: string): Promise<void> {
    const { employerId } = actor;
    await this.database.transaction({ employerId }, async (tx) => {
      await lockEmployerAs(tx, actor, 'members.write');
      if (!(await markRemoved(tx, { employerId, id, revision }))) throw await whyNot(tx, employerId, id);
      await endSessionsOfMember(tx, employerId, id);
      await appendEvent(tx, {
        employerId,
        type: 'member.removed',
        actor: eventActor(actor),
        subject: { type: 'member', id },
        payload: {},
      });
    });
  }
}

/**
 * The guard has read the role before the lock was waited for: an owner who was demoted or removed in the meantime
 * must not act any more.
 */
export async function lockEmployerAs(tx: Tx, actor: Actor, permission: Permission): Promise<void> {
  await lockEmployer(tx, actor.employerId);
  const member = await findMember(tx, actor.employerId, actorId(actor));
  if (!member || !roleMay(member.role, permission)) throw new AppError('forbidden');
}

/** Nobody of that name, or somebody who has changed since. */
async function whyNot(tx: Tx, employerId: string, id: string): Promise<AppError> {
  const row = await findMember(tx, employerId, id);
  return row
    ? new AppError('precondition-failed', { headers: entityTag(row.revision) })
    : new AppError('not-found');
}
