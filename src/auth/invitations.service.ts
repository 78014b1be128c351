import { Injectable } from '@nestjs/common';
import { actorId, principalOf, type Actor } from '../common/access/actor.js';
import { AppError } from '../common/errors/app-error.js';
import { created, type Reply } from '../common/http/reply.js';
import { requireCanonicalEmail } from '../common/identifiers/email.js';
import { newId } from '../common/identifiers/identifiers.js';
import type { PageQuery } from '../common/pagination/page.dto.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { enqueue } from '../jobs/jobs.queries.js';
import { afterId, rowsToRead, toIdPage } from './id-pages.js';
import {
  insertInvitation,
  listOpenInvitations,
  revokeExpiredInvitation,
  revokeInvitation,
} from './invitations.queries.js';
import {
  toInvitationView,
  type InvitationListView,
  type InviteMemberBody,
  type NewInvitationView,
} from './members.dto.js';
import { MemberMailService, sendMemberInvitation } from './member-mail.service.js';
import { isMemberEmail } from './members.queries.js';
import { lockEmployerAs } from './members.service.js';

const list = 'member-invitations';

@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: Database,
    private readonly mails: MemberMailService,
  ) {}

  async list(actor: Actor, page: PageQuery): Promise<InvitationListView> {
    const { employerId } = actor;
    const after = afterId(list, page);
    const rows = await this.database.read({ employerId }, (db) =>
      listOpenInvitations(db, employerId, after, rowsToRead(page)),
    );
    const { items, nextCursor } = toIdPage(list, page, rows, toInvitationView);
    return { items: [...items], nextCursor };
  }

  async invite(
    actor: Actor,
    body: InviteMemberBody,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    const { employerId } = actor;
    const withoutSecret = (view: object): object => ({ ...view, token: null });
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request, withoutSecret }, async () => {
        const view = await this.insertFor(tx, actor, body);
        return created(view, `/api/v1/members/invitations/${view.id}`);
      }),
    );
  }

  async revoke(actor: Actor, id: string): Promise<void> {
    const { employerId } = actor;
    const revoked = await this.database.transaction({ employerId }, (tx) =>
      revokeInvitation(tx, employerId, id),
    );
    if (!revoked) throw new AppError('not-found');
  }

  private async insertFor(tx: Tx, actor: Actor, body: InviteMemberBody): Promise<NewInvitationView> {
    const { employerId } = actor;
    const { email, role } = body;
    const emailCanonical = requireCanonicalEmail(email);
    const id = newId();
    const { token, tokenHash } = this.mails.newToken(employerId, id, 1);
    await lockEmployerAs(tx, actor, 'members.write');
    if (await isMemberEmail(tx, employerId, emailCanonical)) throw new AppError('already-member');
    await revokeExpiredInvitation(tx, employerId, emailCanonical);
    const row = await insertInvitation(tx, {
      employerId,
      id,
      emailCanonical,
      email,
      role,
      tokenHash,
      invitedBy: actorId(actor),
    });
    if (body.sendMail ?? true)
      await enqueue(tx, { employerId, kind: sendMemberInvitation, payload: { invitationId: id } });
    await appendEvent(tx, {
      employerId,
      type: 'member.invited',
      actor: eventActor(actor),
      subject: { type: 'employer', id: employerId },
      payload: { role },
    });
    return { ...toInvitationView(row), token };
  }
}
