import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { EventLogHolder } from '../../../src/eventrail-feed/event-log-holder.js';
import { JournalFeeder } from '../../../src/eventrail-feed/journal-feeder.js';
import { existingLogFiles } from '../../../src/eventrail/log/log-files.js';
import { readLog } from '../../../src/eventrail/log/read-log.js';
import { logLimits } from '../../../src/eventrail/log/scan-segment.js';
import { readJournalEntry } from '../../../src/eventrail/verify/journal-entry.js';
import { newId } from '../../../src/common/identifiers/identifiers.js';
import { execute } from '../../../src/database/database.js';
import { JobBench } from '../job-bench.js';
import { testSigningKey } from '../test-key.js';
import { until } from '../until.js';

export interface Trail {
  readonly holder: EventLogHolder;
  readonly feeder: JournalFeeder;
  /** What was logged as an error, by its message and its cause. */
  readonly errors: string[];
  stop(): Promise<void>;
}

/** A line of a journal in the order in which it stands somewhere. */
export interface JournalLine {
  readonly employerId: string;
  readonly sequence: number;
  readonly hash: string;
}

/** A database with a journal, and folders into which it is copied. */
export class TrailBench {
  private readonly trails = new Set<Trail>();
  private readonly folders: string[] = [];

  private constructor(readonly bench: JobBench) {}

  static async open(): Promise<TrailBench> {
    return new TrailBench(await JobBench.open());
  }

  get admin(): Client {
    return this.bench.admin;
  }

  async close(): Promise<void> {
    await this.stopTrails();
    await this.bench.close();
    await Promise.all(this.folders.map((folder) => rm(folder, { recursive: true, force: true })));
  }

  async stopTrails(): Promise<void> {
    await Promise.all([...this.trails].map((trail) => trail.stop()));
  }

  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'eventrail-'));
    this.folders.push(folder);
    return folder;
  }

  /** What a process does that may write the log. */
  start(directory: string): Trail {
    const errors: string[] = [];
    const log = {
      warn: () => undefined,
      error: ({ err }: { err?: unknown }, message: string) =>
        void errors.push(`${message}: ${err instanceof Error ? err.message : ''}`),
    };
    const options = { databaseUrl: this.bench.scratch.url, directory, signingKey: testSigningKey };
    const holder = new EventLogHolder(this.bench.database, options);
    const feeder = new JournalFeeder(this.bench.database, holder, testSigningKey, log);
    holder.start(log);
    feeder.start();
    const trail = {
      holder,
      feeder,
      errors,
      stop: async () => {
        this.trails.delete(trail);
        await feeder.stop();
        await holder.onApplicationShutdown();
      },
    };
    this.trails.add(trail);
    return trail;
  }

  /** Events of one employer, in one transaction. */
  async happen(employerId: string, count: number): Promise<void> {
    await this.bench.database.transaction({ employerId }, (tx) =>
      execute(
        tx,
        `INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload)
         SELECT $1, id, 'invites.created', 'system', 'employer', $1, '{"count":1}' FROM unnest($2::uuid[]) AS id`,
        [employerId, Array.from({ length: count }, newId)],
      ),
    );
  }

  journal(): Promise<JournalLine[]> {
    return journalOfDatabase(this.admin);
  }

  /** Waits until all is copied, and answers with what the folder holds of it. */
  async copied(folder: string): Promise<JournalLine[]> {
    const expected = (await this.journal()).length;
    await until(
      `all ${expected} events are copied`,
      async () => (await journalLines(folder)).length >= expected,
      // Each look reads the whole log.
      { milliseconds: 45_000, everyMilliseconds: 200 },
    );
    return (await journalLines(folder)).toSorted(
      (one, other) =>
        (one.employerId < other.employerId ? -1 : one.employerId > other.employerId ? 1 : 0) ||
        one.sequence - other.sequence,
    );
  }
}

export async function journalOfDatabase(admin: Client): Promise<JournalLine[]> {
  const { rows } = await admin.query<JournalLine>(
    `SELECT employer_id AS "employerId", sequence::int AS sequence, encode(hash, 'hex') AS hash FROM events
      ORDER BY employer_id, sequence`,
  );
  return rows;
}

/** The journal's events in a folder, in the order of its lines. */
export async function journalLines(folder: string): Promise<JournalLine[]> {
  const lines: JournalLine[] = [];
  await readLog(await existingLogFiles(folder), {
    limits: logLimits,
    knownDurable: 0,
    onRecord({ data }) {
      const entry = readJournalEntry(data.toString('utf8'));
      if (entry) lines.push({ employerId: entry.employerId, sequence: entry.sequence, hash: entry.hash });
    },
  });
  return lines;
}
