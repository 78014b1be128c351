import { Client } from 'pg';
import { newId } from '../../src/common/identifiers/identifiers.js';

/** A small generator of its own per writer, so that a run can be had again by its seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export async function connectAsApp(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, options: '-c role=assay_app -c search_path=assay' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export interface WriterOptions {
  readonly url: string;
  readonly employers: readonly string[];
  readonly events: number;
  readonly largestTransaction: number;
  readonly seed: number;
}

/**
 * Appends so many events in transactions of random size. Three in ten wait before they commit, so that others with larger ids
 * and larger transaction ids overtake them; one in twenty is rolled back and counts for nothing.
 */
export async function writeEvents(options: WriterOptions): Promise<void> {
  const random = randomFrom(options.seed);
  const client = await connectAsApp(options.url);
  try {
    let written = 0;
    while (written < options.events) {
      const count = Math.min(1 + Math.floor(random() * options.largestTransaction), options.events - written);
      const employerId = options.employers[Math.floor(random() * options.employers.length)]!;
      await client.query(`BEGIN; SELECT set_config('assay.employer', '${employerId}', true)`);
      await client.query(
        `INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload)
         SELECT $1, id, 'invites.created', 'system', 'employer', $1, '{"count":1}' FROM unnest($2::uuid[]) AS id`,
        [employerId, Array.from({ length: count }, newId)],
      );
      if (random() < 0.3) await new Promise((resolve) => setTimeout(resolve, random() * 20));
      const isTakenBack = random() < 0.05;
      await client.query(isTakenBack ? 'ROLLBACK' : 'COMMIT');
      if (!isTakenBack) written += count;
    }
  } finally {
    await client.end();
  }
}
