import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/access/actor.js';
import { Database, type Reader } from '../database/database.js';
import { namesForMember } from '../events/event-names.queries.js';
import { toEventView } from '../events/events.dto.js';
import { findHead } from '../events/events.queries.js';
import type { LookBackQuery, LookBackView } from './activity.dto.js';
import { findPlaceOfTime, listMatchingEvents } from './activity.queries.js';
import { nextBefore, spanOf } from './look-back.rules.js';

/** The journal as people read it: the newest first, by what they look for. Programs read it from its beginning. */
@Injectable()
export class LookBackService {
  constructor(private readonly database: Database) {}

  list(actor: Actor, query: LookBackQuery): Promise<LookBackView> {
    const { employerId } = actor;
    const limit = Number(query.limit ?? '50');
    const filter = {
      types: query.types?.split(','),
      actorId: query.actorId,
      assessmentId: query.assessmentId,
    };
    return this.database.read({ employerId }, async (db) => {
      const head = await findHead(db, employerId);
      const span = spanOf({
        head,
        before: query.before === undefined ? undefined : Number(query.before),
        from: await placeOf(db, employerId, head, query.from),
        until: await placeOf(db, employerId, head, query.until),
      });
      const rows = await listMatchingEvents(db, employerId, span, filter, limit);
      const items = rows.map(toEventView);
      const found = items.map(({ sequence }) => sequence);
      return {
        items,
        names: await namesForMember(db, actor, rows),
        nextBefore: nextBefore(span, found, limit),
        lastSequence: head,
      };
    });
  }
}

async function placeOf(
  db: Reader,
  employerId: string,
  head: number,
  time: string | undefined,
): Promise<number | undefined> {
  return time === undefined ? undefined : findPlaceOfTime(db, employerId, head, time);
}
