import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { StandingService } from '../auth/standing.service.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError } from '../common/errors/app-error.js';
import { ok, type Reply } from '../common/http/reply.js';
import { Database } from '../database/database.js';
import { namesForMember } from '../events/event-names.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { LiveStreams } from '../live/live-streams.service.js';
import { SharedTail, tailOptions, type TailReader } from '../live/shared-tail.js';
import { isKnownPlace, placeOf } from '../live/stream-place.rules.js';
import {
  toNotificationView,
  toUnreadView,
  type FollowNotificationsQuery,
  type ListNotificationsQuery,
  type NotificationListView,
  type UnreadView,
} from './notifications.dto.js';
import {
  deleteOldNotifications,
  findNotificationHead,
  findNotificationHeads,
  listNewestNotifications,
  listNotificationsAfter,
  markRead,
  type Inbox,
} from './notifications.queries.js';

/** What a member is told of, in the app: the list, how far it was read, and what is new while a page is open. */
@Injectable()
export class NotificationsService {
  private readonly tail: SharedTail;

  constructor(
    private readonly database: Database,
    private readonly streams: LiveStreams,
    private readonly standing: StandingService,
  ) {
    const reader: TailReader = {
      findHeads: async (keys) => {
        const heads = await findNotificationHeads(database, keys.map(inboxOfKey));
        return new Map(heads.map((head) => [keyOf(head), head.sequence]));
      },
      readAfter: async (key, after, limit) => {
        const inbox = inboxOfKey(key);
        const rows = await database.read({ employerId: inbox.employerId }, (db) =>
          listNotificationsAfter(db, inbox, after, limit),
        );
        return rows
          .map(toNotificationView)
          .map((data) => ({ id: data.sequence, type: 'notification', data }));
      },
    };
    this.tail = new SharedTail(reader, { ...tailOptions, readAtOnce: 50 });
  }

  list(actor: Actor, page: ListNotificationsQuery): Promise<NotificationListView> {
    const inbox = inboxOf(actor);
    if (page.after !== undefined && page.before !== undefined) {
      throw new AppError('invalid-parameter', { detail: 'Send after or before, not both.' });
    }
    const limit = Number(page.limit ?? '50');
    return this.database.read({ employerId: inbox.employerId }, async (db) => {
      const rows =
        page.after === undefined
          ? await listNewestNotifications(
              db,
              inbox,
              page.before === undefined ? undefined : Number(page.before),
              limit,
            )
          : await listNotificationsAfter(db, inbox, Number(page.after), limit);
      return {
        ...toUnreadView(await findNotificationHead(db, inbox)),
        items: rows.map(toNotificationView),
        names: await namesForMember(db, actor, rows),
      };
    });
  }

  async countUnread(actor: Actor): Promise<UnreadView> {
    const inbox = inboxOf(actor);
    const { employerId } = inbox;
    return toUnreadView(await this.database.read({ employerId }, (db) => findNotificationHead(db, inbox)));
  }

  /** Two pages may do it in any order: what was read stays read. */
  read(actor: Actor, upTo: number, request: IdempotencyRequest | undefined): Promise<Reply> {
    const inbox = inboxOf(actor);
    const { employerId } = inbox;
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, async () => {
        await markRead(tx, inbox, upTo);
        return ok(toUnreadView(await findNotificationHead(tx, inbox)));
      }),
    );
  }

  async follow(
    actor: Actor,
    query: FollowNotificationsQuery,
    lastEventId: string | undefined,
  ): Promise<Readable> {
    const inbox = inboxOf(actor);
    const { employerId } = inbox;
    const known = placeOf(lastEventId, query.after);
    const head = await this.database.read({ employerId }, (db) => findNotificationHead(db, inbox));
    const isKnown = isKnownPlace(known, head.sequence, head.first);
    const reset = { id: head.sequence, type: 'reset', data: toUnreadView(head) };
    return this.streams.start(employerId, principalOf(actor), {
      first: { messages: isKnown ? [] : [reset], ended: false },
      lastId: isKnown ? known : head.sequence,
      ...this.tail.follow(keyOf(inbox), head.sequence),
      isStillAllowed: () => this.standing.isStillAllowed(actor, 'session.own'),
    });
  }

  async purge(): Promise<void> {
    await this.database.transaction({ sweep: true }, deleteOldNotifications);
  }
}

/** The permission of these routes lets no API key in. */
function inboxOf(actor: Actor): Inbox {
  if (actor.type !== 'member') throw new AppError('forbidden');
  return { employerId: actor.employerId, memberId: actor.memberId };
}

function keyOf({ employerId, memberId }: Inbox): string {
  return `${employerId}/${memberId}`;
}

function inboxOfKey(key: string): Inbox {
  const [employerId = '', memberId = ''] = key.split('/');
  return { employerId, memberId };
}
