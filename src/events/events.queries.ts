import type { Actor } from '../common/access/actor.js';
import { actorId } from '../common/access/actor.js';
import { newId } from '../common/identifiers/identifiers.js';
import { prepared, query, type Reader, type Statement, type Tx } from '../database/database.js';
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
