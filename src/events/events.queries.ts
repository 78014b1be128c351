import type { Actor } from '../common/access/actor.js';
import { actorId } from '../common/access/actor.js';
import { newId } from '../common/identifiers/identifiers.js';
import {
  prepared,
  query,
  type Database,
  type Reader,
  type Statement,
  type Tx,
} from '../database/database.js';
import type { EventActor, EventType, NewEvent } from './event-types.js';

export interface EventRow {
  readonly sequence: string;
  readonly id: string;
  readonly type: string;
  readonly occurred_at: Date;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly payload: string;
}

const appendStatement: Statement = {
  name: 'append_event',
  text: `INSERT INTO events (employer_id, id, type, actor_type, actor_id, subject_type, subject_id, payload)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
};

/**
 * Writes a fact in the transaction of the act. The database numbers and links it and holds the journal's head until
 * commit, so call this last.
 */
export async function appendEvent<Type extends EventType>(tx: Tx, event: NewEvent<Type>): Promise<void> {
  await prepared(tx, appendStatement, [
    event.employerId,
    newId(),
    event.type,
    event.actor.type,
    event.actor.id,
    event.subject.type,
    event.subject.id,
    JSON.stringify(event.payload),
  ]);
}

export function eventActor(actor: Actor): EventActor {
  return { type: actor.type, id: actorId(actor) };
}

export async function listEventsAfter(
  db: Reader,
  employerId: string,
  after: string,
  limit: number,
): Promise<EventRow[]> {
  return query<EventRow>(
    db,
    `SELECT sequence, id, type, occurred_at, actor_type, actor_id, subject_type, subject_id, payload
       FROM events WHERE employer_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3`,
    [employerId, after, limit],
  );
}

/**
 * The same for a receiver whose pace is not known, who holds what was read until it is sent: at most so many, and no more
 * than some 64 KiB. By number alone, a hundred readers that never read held 800 MiB of large events.
 */
export async function readEventsAfter(
  db: Reader,
  employerId: string,
  after: number,
  limit: number,
): Promise<EventRow[]> {
  return query<EventRow>(
    db,
    `SELECT sequence, id, type, occurred_at, actor_type, actor_id, subject_type, subject_id, payload
       FROM (SELECT e.*, sum(octet_length(payload)) OVER (ORDER BY sequence) - octet_length(payload) AS bytes_before
               FROM (SELECT * FROM events WHERE employer_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3) e) e
      WHERE bytes_before < 65536 ORDER BY sequence`,
    [employerId, after, limit],
  );
}

const findHeadsStatement: Statement = {
  name: 'find_event_heads',
  text: `SELECT employer_id, sequence::float8 AS sequence FROM event_heads WHERE employer_id = ANY ($1::uuid[])`,
};

/** The sequence of the employer's newest event; 0 where there is none. */
export async function findHead(db: Reader, employerId: string): Promise<number> {
  const [head] = await prepared<{ sequence: number }>(db, findHeadsStatement, [[employerId]]);
  return head?.sequence ?? 0;
}

/** Of several employers, whoever they are: numbers alone. */
export async function findHeads(
  database: Database,
  employerIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await database.single<{ employer_id: string; sequence: number }>(
    'app',
    { sweep: true },
    findHeadsStatement,
    [employerIds],
  );
  return new Map(rows.map(({ employer_id, sequence }) => [employer_id, sequence]));
}
