import type { Client } from 'pg';
import type { JournalEntry } from '../../../src/eventrail/verify/journal-entry.js';

/** An employer's journal in the table, for a superuser whom no trigger stops. */
export class StoredJournal {
  constructor(
    private readonly admin: Client,
    private readonly employerId: string,
  ) {}

  async read(): Promise<JournalEntry[]> {
    const { rows } = await this.admin.query<JournalEntry>(
      `SELECT employer_id AS "employerId", sequence::int AS sequence, id, type, extract(epoch FROM occurred_at)::text AS epoch,
              actor_type AS "actorType", actor_id AS "actorId", subject_type AS "subjectType", subject_id AS "subjectId", payload,
              encode(previous_hash, 'hex') AS "previousHash", encode(hash, 'hex') AS hash
         FROM events WHERE employer_id = $1 ORDER BY sequence`,
      [this.employerId],
    );
    return rows;
  }

  /** These rows instead, whatever is wrong with them, with the head that belongs to the last of them. */
  async replace(entries: readonly JournalEntry[]): Promise<void> {
    await this.admin.query(`BEGIN; ALTER TABLE events DISABLE TRIGGER ALL;
      ALTER TABLE events DROP CONSTRAINT IF EXISTS events_id_key CASCADE, DROP CONSTRAINT IF EXISTS events_pkey CASCADE,
        DROP CONSTRAINT IF EXISTS events_payload_check, DROP CONSTRAINT IF EXISTS events_type_check`);
    await this.admin.query('DELETE FROM events WHERE employer_id = $1', [this.employerId]);
    await this.admin.query(
      `INSERT INTO events (employer_id, sequence, id, type, occurred_at, actor_type, actor_id, subject_type, subject_id, payload,
                           previous_hash, hash)
       SELECT "employerId", sequence, id, type, 'epoch'::timestamptz + epoch * interval '1 second', "actorType", "actorId",
              "subjectType", "subjectId", payload, decode("previousHash", 'hex'), decode(hash, 'hex')
         FROM jsonb_to_recordset($1::jsonb) AS given ("employerId" uuid, sequence bigint, id uuid, type text, epoch numeric,
              "actorType" text, "actorId" uuid, "subjectType" text, "subjectId" uuid, payload text, "previousHash" text, hash text)`,
      [JSON.stringify(entries)],
    );
    const last = entries.at(-1);
    await this.admin.query(
      `UPDATE event_heads SET sequence = $2, hash = decode($3, 'hex') WHERE employer_id = $1`,
      [this.employerId, last?.sequence ?? 0, last?.hash ?? '00'.repeat(32)],
    );
    await this.admin
      .query(`ALTER TABLE events ENABLE ALWAYS TRIGGER events_immutable, ENABLE ALWAYS TRIGGER events_linked;
      COMMIT`);
  }
}
