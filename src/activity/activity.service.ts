import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { StandingService } from '../auth/standing.service.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { Database } from '../database/database.js';
import { toEventView } from '../events/events.dto.js';
import { findHead, findHeads, readEventsAfter } from '../events/events.queries.js';
import type { StreamMessage, StreamPart } from '../live/event-stream.js';
import { LiveStreams } from '../live/live-streams.service.js';
import { SharedTail } from '../live/shared-tail.js';
import { isKnownPlace, placeOf } from '../live/stream-place.rules.js';
import type { FollowEventsQuery } from './activity.dto.js';

/**
 * Tells pages and programs what happens at an employer, as it is committed. `sequence >` is enough to miss nothing here: an
 * employer's events are numbered under the lock of the journal's head, which is held until the commit, so what is visible of
 * one journal is always its beginning. (Across employers it would not be: ADR 0015.)
 */
@Injectable()
export class ActivityService {
  private readonly tail: SharedTail;

  constructor(
    private readonly database: Database,
    private readonly streams: LiveStreams,
    private readonly standing: StandingService,
  ) {
    this.tail = new SharedTail({
      findHeads: (employerIds) => findHeads(database, employerIds),
      // In the scope of its employer: the shared look sees numbers of all, and rows of none.
      readAfter: async (employerId, after, limit) => {
        const rows = await database.read({ employerId }, (db) =>
          readEventsAfter(db, employerId, after, limit),
        );
        return rows.map(toEventView).map((data) => ({ id: data.sequence, type: data.type, data }));
      },
    });
  }

  async follow(actor: Actor, query: FollowEventsQuery, lastEventId: string | undefined): Promise<Readable> {
    const { employerId } = actor;
    const known = placeOf(lastEventId, query.after);
    const head = await this.database.read({ employerId }, (db) => findHead(db, employerId));
    const isKnown = isKnownPlace(known, head, 1);
    const reset: StreamMessage = { id: head, type: 'reset', data: { lastSequence: head } };
    const types = query.types === undefined ? undefined : new Set(query.types.split(','));
    const { readAfter, onNews, release } = this.tail.follow(employerId, head);
    return this.streams.start(employerId, principalOf(actor), {
      first: { messages: isKnown ? [] : [reset], ended: false },
      lastId: isKnown ? known : head,
      readAfter: async (position) => ofTypes(types, await readAfter(position)),
      onNews,
      release,
      isStillAllowed: () => this.standing.isStillAllowed(actor, 'events.read'),
    });
  }
}

function ofTypes(types: ReadonlySet<string> | undefined, part: StreamPart): StreamPart {
  if (!types) return part;
  const messages = [...part.messages];
  const position = messages.at(-1)?.id;
  const wanted = messages.filter(({ type }) => types.has(type));
  return position === undefined ? part : { ...part, messages: wanted, position };
}
