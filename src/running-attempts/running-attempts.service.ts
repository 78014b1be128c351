import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { findAssessment } from '../assessments/assessments.queries.js';
import { StandingService } from '../auth/standing.service.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { found } from '../common/errors/app-error.js';
import { decodePlace, encodePlace } from '../common/pagination/newest-first.js';
import { pageLimit, toPage, type Page } from '../common/pagination/page.dto.js';
import { Database } from '../database/database.js';
import type { StreamMessage } from '../live/event-stream.js';
import { LiveStreams } from '../live/live-streams.service.js';
import { SharedPicture, type Picture } from '../live/shared-picture.js';
import { changesBetween, missingIn, nextPicture, type WatchedAttempt } from './attempt-changes.rules.js';
import {
  toRunningAttemptView,
  type ListRunningAttemptsQuery,
  type RunningAttemptView,
} from './running-attempts.dto.js';
import { listAttemptsOf, listRunningAttempts } from './running-attempts.queries.js';

const listName = 'running-attempts';
/** Beyond these an assessment is a matter for the list; they come in as earlier ones end. */
const mostWatched = 1_000;
const itemsInMessage = 100;

/** Who is at work on an assessment, as a list and as it changes. */
@Injectable()
export class RunningAttemptsService {
  private readonly pictures: SharedPicture<WatchedAttempt>;

  constructor(
    private readonly database: Database,
    private readonly streams: LiveStreams,
    private readonly standing: StandingService,
  ) {
    this.pictures = new SharedPicture((key, previous) => this.look(key, previous));
  }

  list(
    employerId: string,
    assessmentId: string,
    page: ListRunningAttemptsQuery,
  ): Promise<Page<RunningAttemptView>> {
    const limit = pageLimit(page);
    const place = decodePlace(listName, page.cursor);
    const after = place && { startedAt: place.createdAt, id: place.id };
    return this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, assessmentId));
      const rows = await listRunningAttempts(db, employerId, assessmentId, after, limit + 1);
      return toPage(
        rows,
        limit,
        (row) => toRunningAttemptView(row),
        ({ started_key, id }) => encodePlace(listName, { created_key: started_key, id }),
      );
    });
  }

  /**
   * First what is, then what changes. There is nothing to go on behind: a client that comes back wants to know what is, not
   * what it missed, so the messages have no ids and a Last-Event-ID means nothing.
   */
  async follow(actor: Actor, assessmentId: string): Promise<Readable> {
    const { employerId } = actor;
    await this.database.read({ employerId }, async (db) =>
      found(await findAssessment(db, employerId, assessmentId)),
    );
    const key = `${employerId}/${assessmentId}`;
    const watching = this.pictures.follow(key, await this.look(key, new Map()));
    let told = watching.newest();
    return this.streams.start(employerId, principalOf(actor), {
      first: { messages: snapshot(told), ended: false },
      lastId: 0,
      readAfter: () => {
        const newest = watching.newest();
        const changes = changesBetween(told, newest);
        told = newest;
        return Promise.resolve({ messages: changed(changes), ended: false });
      },
      onNews: (_, wake) => watching.onNews(told, wake),
      release: () => watching.release(),
      isStillAllowed: () => this.standing.isStillAllowed(actor, 'results.read'),
    });
  }

  private look(key: string, previous: Picture<WatchedAttempt>): Promise<Picture<WatchedAttempt>> {
    const [employerId = '', assessmentId = ''] = key.split('/');
    return this.database.read({ employerId }, async (db) => {
      const running = await listRunningAttempts(db, employerId, assessmentId, undefined, mostWatched);
      const missing = missingIn(previous, running);
      const others = missing.length > 0 ? await listAttemptsOf(db, employerId, assessmentId, missing) : [];
      return nextPicture(previous, [...running, ...others], performance.now());
    });
  }
}

function viewOf({ row, readAt }: WatchedAttempt): RunningAttemptView {
  return toRunningAttemptView(row, performance.now() - readAt);
}

/** In pieces, so that no message is large; at least one, so that a client knows that there is nothing. */
function* snapshot(picture: Picture<WatchedAttempt>): Generator<StreamMessage> {
  const attempts = [...picture.values()].filter(({ row }) => row.state !== 'finished');
  let sent = 0;
  do {
    const items = attempts.slice(sent, sent + itemsInMessage).map(viewOf);
    sent += itemsInMessage;
    yield { type: 'snapshot', data: { items, hasMore: sent < attempts.length } };
  } while (sent < attempts.length);
}

function* changed(changes: ReturnType<typeof changesBetween>): Generator<StreamMessage> {
  for (const { change, attempt } of changes) yield { type: change, data: viewOf(attempt) };
}
