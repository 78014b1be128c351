import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { StandingService } from '../auth/standing.service.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { found } from '../common/errors/app-error.js';
import { Database, type Reader } from '../database/database.js';
import { LiveStreams } from '../live/live-streams.service.js';
import type { StreamPart } from '../live/event-stream.js';
import { findStream, listImportEvents, type ImportStreamRow } from './import-stream.queries.js';
import { findImport } from './imports.queries.js';
import { toImportSummaryView } from './question-import.dto.js';

/**
 * Tells a page what happens to an import, as committed rows in their order. A page that was away goes on behind the last
 * event it has; one whose place is no longer kept is told the present state, and goes on from there.
 */
@Injectable()
export class ImportEventsService {
  constructor(
    private readonly database: Database,
    private readonly streams: LiveStreams,
    private readonly standing: StandingService,
  ) {}

  /** Nothing where the client has the end already: it need not come back. */
  async follow(actor: Actor, id: string, lastEventId: string | undefined): Promise<Readable | undefined> {
    const { employerId } = actor;
    const known = /^[0-9]{1,9}$/.test(lastEventId ?? '') ? Number(lastEventId) : 0;
    const first = await this.database.read({ employerId }, async (db) => {
      const stream = found(await findStream(db, employerId, id));
      if (stream.ended && known === stream.sequence) return undefined;
      const isKept = known <= stream.sequence && known + 1 >= stream.first;
      return isKept ? readPart(db, employerId, id, stream, known) : presentState(db, employerId, id, stream);
    });
    return (
      first &&
      this.streams.start(employerId, principalOf(actor), {
        first,
        lastId: known,
        readAfter: (after) =>
          this.database.read({ employerId }, async (db) =>
            readPart(db, employerId, id, found(await findStream(db, employerId, id)), after),
          ),
        isStillAllowed: () => this.standing.isStillAllowed(actor, 'assessments.read'),
      })
    );
  }
}

/** The head is read before the events, so an end that is seen there has its event among them. */
async function readPart(
  db: Reader,
  employerId: string,
  id: string,
  stream: ImportStreamRow,
  after: number,
): Promise<StreamPart> {
  if (stream.sequence <= after) return { messages: [], ended: stream.ended };
  const events = await listImportEvents(db, employerId, id, after);
  const messages = events.map(({ sequence, type, data }) => ({ id: sequence, type, data }));
  return { messages, ended: stream.ended && (events.at(-1)?.sequence ?? after) >= stream.sequence };
}

async function presentState(
  db: Reader,
  employerId: string,
  id: string,
  stream: ImportStreamRow,
): Promise<StreamPart> {
  const data = toImportSummaryView(found(await findImport(db, employerId, id)));
  return { messages: [{ id: stream.sequence, type: 'reset', data }], ended: stream.ended };
}
