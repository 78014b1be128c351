import { Injectable } from '@nestjs/common';
import { isEditable } from '../assessments/assessment.rules.js';
import { findAssessment, lockAssessment } from '../assessments/assessments.queries.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found, validationFailed } from '../common/errors/app-error.js';
import { ok, type Reply } from '../common/http/reply.js';
import { decodePlace, encodePlace } from '../common/pagination/newest-first.js';
import { pageLimit, toPage } from '../common/pagination/page.dto.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { answerRows, newInvites, withoutTokens } from './bulk-invites.js';
import { InvitationMailService } from './invitation-mail.service.js';
import { InviteLinks } from './invite-links.js';
import { setMailWanted } from './invite-mail.queries.js';
import {
  expiryOf,
  extraTimeOf,
  judgeRows,
  whyNoExtraTime,
  whyNotExpiry,
  whyNotResendable,
} from './invite.rules.js';
import {
  toInviteView,
  type CreateInvites,
  type ExtraTimeBody,
  type InviteListView,
  type InviteView,
  type ListInvitesQuery,
  type ResendInvite,
} from './invites.dto.js';
import {
  findInvite,
  insertInvites,
  listInvites,
  listStandings,
  lockInvite,
  readClock,
  replaceToken,
  setExtraTime,
  setSentAgain,
} from './invites.queries.js';

@Injectable()
export class InvitesService {
  constructor(
    private readonly database: Database,
    private readonly links: InviteLinks,
    private readonly mails: InvitationMailService,
  ) {}

  /** All rows are judged under the assessment's lock, so that of two lists at once the second sees the first. */
  createAll(
    actor: Actor,
    assessmentId: string,
    body: CreateInvites,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(
        tx,
        { employerId, principal: principalOf(actor), request, withoutSecret: withoutTokens },
        async () => {
          const assessment = found(await lockAssessment(tx, employerId, assessmentId));
          assertNotArchived(assessment.status);
          const { now, expiresAt } = await readExpiry(tx, body.expiresAt);
          const rows = judgeRows(body.invites, expiresAt, now);
          const accepted = rows.filter((row) => row.accepted);
          const emails = accepted.map((row) => row.emailCanonical);
          const standings = await listStandings(tx, employerId, assessmentId, emails);
          const invites = newInvites((id) => this.links.newLink(employerId, id, 1), accepted, standings);
          if (invites.length > 0) {
            await insertInvites(
              tx,
              employerId,
              assessmentId,
              invites.map((invite) => invite.row),
              body.sendMail ?? true,
            );
            if (assessment.status === 'active') await this.mails.requestWaiting(tx, employerId, assessmentId);
            await appendEvent(tx, {
              employerId,
              type: 'invites.created',
              actor: eventActor(actor),
              subject: { type: 'assessment', id: assessmentId },
              payload: { count: invites.length },
            });
          }
          const results = answerRows(rows, invites, standings);
          return ok({ createdCount: invites.length, results });
        },
      ),
    );
  }

  async list(employerId: string, assessmentId: string, page: ListInvitesQuery): Promise<InviteListView> {
    const limit = pageLimit(page);
    const before = decodePlace('invites', page.cursor);
    const rows = await this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, assessmentId));
      const filter = { status: page.status, search: page.q, before, limit: limit + 1 };
      return listInvites(db, employerId, assessmentId, filter);
    });
    const { items, nextCursor } = toPage(rows, limit, toInviteView, (row) => encodePlace('invites', row));
    return { items: [...items], nextCursor };
  }

  resend(
    actor: Actor,
    id: string,
    body: ResendInvite,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(
        tx,
        { employerId, principal: principalOf(actor), request, withoutSecret: withoutToken },
        async () => {
          const { assessment_id: assessmentId } = found(await lockInvite(tx, employerId, id));
          const assessment = found(await findAssessment(tx, employerId, assessmentId));
          assertNotArchived(assessment.status);
          const invite = found(await findInvite(tx, employerId, id));
          const obstacle = whyNotResendable(invite.status);
          if (obstacle !== undefined) throw new AppError('not-editable', { detail: obstacle });
          const { expiresAt } = await readExpiry(tx, body.expiresAt);
          const { token, link, tokenHash } = this.links.newLink(employerId, id, invite.sent_count + 1);
          await replaceToken(tx, employerId, id, tokenHash, expiresAt);
          await setSentAgain(tx, employerId, id);
          await setMailWanted(tx, employerId, id, body.sendMail ?? true);
          if (assessment.status === 'active') await this.mails.requestWaiting(tx, employerId, assessmentId);
          const view = toInviteView(found(await findInvite(tx, employerId, id)));
          await appendEvent(tx, {
            employerId,
            type: 'invite.resent',
            actor: eventActor(actor),
            subject: { type: 'invite', id },
            payload: { assessmentId },
          });
          return ok({ ...view, token, link });
        },
      ),
    );
  }

  /** The lock makes this and a start by the invite wait for each other: the start has the extra time, or this is refused. */
  setExtraTime(actor: Actor, id: string, body: ExtraTimeBody): Promise<InviteView> {
    const { employerId } = actor;
    const extraTime = extraTimeOf(body.extraTimePercent, body.extraMinutes);
    if (extraTime === undefined) {
      const detail = 'Name one of extraTimePercent and extraMinutes.';
      throw validationFailed([{ pointer: '/extraMinutes', code: 'one-of-two', detail }]);
    }
    return this.database.transaction({ employerId }, async (tx) => {
      const { assessment_id: assessmentId } = found(await lockInvite(tx, employerId, id));
      const invite = found(await findInvite(tx, employerId, id));
      const obstacle = whyNoExtraTime(invite.status);
      if (obstacle !== undefined) throw new AppError('not-editable', { detail: obstacle });
      await setExtraTime(tx, employerId, id, extraTime);
      const { percent: extraTimePercent, minutes: extraMinutes } = extraTime;
      await appendEvent(tx, {
        employerId,
        type: 'invite.extra_time_set',
        actor: eventActor(actor),
        subject: { type: 'invite', id },
        payload: { assessmentId, extraTimePercent, extraMinutes },
      });
      return { ...toInviteView(invite), extraTimePercent, extraMinutes };
    });
  }
}

function assertNotArchived(status: Parameters<typeof isEditable>[0]): void {
  if (!isEditable(status)) {
    throw new AppError('not-editable', { detail: 'Nobody is invited to an archived assessment.' });
  }
}

async function readExpiry(tx: Tx, given: string | undefined): Promise<{ now: Date; expiresAt: Date }> {
  const now = await readClock(tx);
  const expiresAt = expiryOf(given, now);
  const obstacle = whyNotExpiry(expiresAt, now);
  if (obstacle !== undefined) {
    throw validationFailed([
      { pointer: '/expiresAt', code: 'out-of-range', detail: `expiresAt ${obstacle}.` },
    ]);
  }
  return { now, expiresAt };
}

function withoutToken(body: object): object {
  return { ...body, token: null, link: null };
}
