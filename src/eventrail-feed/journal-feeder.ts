import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyObject } from 'node:crypto';
import type { Database, Tx } from '../database/database.js';
import {
  type JournalEvent,
  noteOutsidePosition,
  readHashedEvents,
  readOutsidePosition,
} from '../events/journal.queries.js';
import { type BatchConsumer, JournalReader } from '../events/journal-reader.js';
import type { StoredEvent } from '../eventrail/log/log-appender.js';
import { type JournalEntry, journalEntryJson } from '../eventrail/verify/journal-entry.js';
import { makeCheckpoints } from './checkpoint-maker.js';
import { eventrailConsumer, type EventLogHolder, type HeldLog } from './event-log-holder.js';
import { formatPosition, parsePosition } from './log-position.js';

interface FeederLog {
  error(details: object, message: string): void;
}

const batchSize = 200;
const idleMilliseconds = 250;
/** A full disk that has space again is used within this time. */
const afterFailureMilliseconds = 500;
const reportMilliseconds = 60_000;

/** Copies the journal into the event log while this process holds it. What fails is tried again until it is done. */
export class JournalFeeder {
  /** Batches and checkpoints that could not be stored, since the start. */
  failures = 0;
  private readonly halt = new AbortController();
  private readonly reader: JournalReader;
  private following: Promise<void> = Promise.resolve();
  private lastReport = Number.NEGATIVE_INFINITY;

  constructor(
    database: Database,
    private readonly holder: EventLogHolder,
    private readonly signingKey: KeyObject | undefined,
    private readonly log: FeederLog,
  ) {
    const consumer: BatchConsumer = {
      name: eventrailConsumer,
      startsAt: 'beginning',
      batchSize,
      applyBatch: (tx, events) => this.copy(tx, events),
    };
    this.reader = new JournalReader(database, consumer);
  }

  start(): void {
    this.following = this.follow();
  }

  /** Resolves when the last batch has been committed. */
  async stop(): Promise<void> {
    this.halt.abort();
    await this.following;
  }

  private async follow(): Promise<void> {
    const { signal } = this.halt;
    while (!signal.aborted) {
      const pause = await this.round();
      if (pause > 0) await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  private async round(): Promise<number> {
    const held = this.holder.current();
    if (held === undefined) return idleMilliseconds;
    try {
      const count = await this.reader.readBatch();
      if (this.signingKey !== undefined) await makeCheckpoints(held, this.signingKey, Date.now());
      this.holder.report(undefined);
      return count === batchSize ? 0 : idleMilliseconds;
    } catch (error) {
      this.failures += 1;
      this.tell(error);
      return afterFailureMilliseconds;
    }
  }

  /** Within the transaction that moves the cursor: it moves when the log has acknowledged the batch, and not otherwise. */
  private async copy(tx: Tx, events: readonly JournalEvent[]): Promise<void> {
    const held = this.holder.require();
    await this.refuseIfReplaced(tx, held);
    const entries = (await readHashedEvents(tx, events)).map((event) => ({
      ...event,
      sequence: Number(event.sequence),
    }));
    await store(held, held.contents.fresh(entries));
    const { log, lastSeq } = held.log.stats();
    if (log !== null) await noteOutsidePosition(tx, eventrailConsumer, formatPosition({ log, seq: lastSeq }));
  }

  /** The lock's connection may have broken a moment ago, and another process with a folder of its own have begun. */
  private async refuseIfReplaced(tx: Tx, { log }: HeldLog): Promise<void> {
    const text = await readOutsidePosition(tx, eventrailConsumer);
    if (text === undefined) return;
    const position = parsePosition(text);
    const { log: name, lastSeq } = log.stats();
    if (position.log !== name || position.seq > lastSeq)
      throw new Error(`The journal was copied into another event log meanwhile: ${text}.`);
  }

  private tell(error: unknown): void {
    const detail = error instanceof Error ? error.message : 'unknown error';
    this.holder.report(detail);
    if (Date.now() - this.lastReport < reportMilliseconds) return;
    this.lastReport = Date.now();
    const message = 'the journal is not being copied into the event log; submissions go on';
    this.log.error({ err: error }, message);
  }
}

/** One by one within one turn: they go to the disk together, and of each it is known whether it got there. */
async function store({ log, contents }: HeldLog, entries: readonly JournalEntry[]): Promise<void> {
  const appends = await Promise.allSettled(
    entries.map((entry) => log.append({ json: journalEntryJson(entry), chain: entry.employerId })),
  );
  let last: StoredEvent | undefined;
  for (const [place, append] of appends.entries()) {
    const entry = entries[place];
    if (append.status === 'rejected') throw append.reason;
    if (entry !== undefined) contents.stored(entry);
    last = append.value;
  }
  const name = log.stats().log;
  if (last !== undefined && name !== null) contents.grown(name, last);
}
