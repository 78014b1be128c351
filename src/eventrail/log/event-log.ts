import { setTimeout as sleep } from 'node:timers/promises';
import { EventLogDamaged, EventLogUnavailable } from './event-log-errors.js';
import { eventBytes, type EventBytes, type NewEvent } from './event-text.js';
import { LogAppender, type StoredEvent } from './log-appender.js';
import { errorCode, type LogFiles, logFilesIn } from './log-files.js';
import { observeLog, type LogHealth, type LogStats } from './log-stats.js';
import { findEvent, readEventAt, type RecordedEvent } from './read-event.js';
import type { ReadLogOptions } from './read-log.js';
import { type CutTail, recoverLog } from './recover-log.js';
import { type LogLimits, logLimits } from './scan-segment.js';
import { lockFolder, type WriterLock } from './writer-lock.js';

export interface EventLogOptions {
  readonly folder: string;
  /**
   * While the disk is full or fails: 'reject' lets each append fail with EventLogUnavailable (a caller over HTTP can be told);
   * 'wait' keeps them until the disk takes them (a feeder that has nothing else to do).
   */
  readonly whenUnavailable: 'reject' | 'wait';
  /** The highest sequence number that the caller's own cursor knows to be stored. The log refuses to start with less. */
  readonly knownDurable?: number;
  /** Sees every event that the log holds, in order, before the first append: a feeder finds out where it stopped. */
  readonly onRecord?: ReadLogOptions['onRecord'];
  readonly limits?: Partial<LogLimits>;
  /** Bytes of events that may wait for the disk; more are rejected with 'queue-full'. */
  readonly queueBytes?: number;
  readonly files?: LogFiles;
  readonly lock?: (folder: string) => Promise<WriterLock>;
  readonly now?: () => Date;
  /** Waits; rejects when the signal is aborted. */
  readonly delay?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

interface Waiting {
  readonly event: EventBytes;
  readonly resolve: (stored: StoredEvent) => void;
  readonly reject: (error: Error) => void;
}

/** An error that may be a single bad moment is tried again at once, this often; a full disk is not. */
const triesAtOnce = 3;
const firstPause = 100;
const longestPause = 5_000;

/** The one writer of a folder. See docs/eventrail.md for what it promises. */
export class EventLog {
  readonly #queue: Waiting[] = [];
  #queuedBytes = 0;
  #draining: Promise<void> | undefined;
  #closed: Promise<void> | undefined;
  #failure: Error | undefined;
  #health: LogHealth = { status: 'ok' };
  #pause = firstPause;
  #retryAt = 0;
  readonly #closing = new AbortController();

  private constructor(
    private readonly files: LogFiles,
    private readonly appender: LogAppender,
    private readonly lock: WriterLock,
    private readonly limits: LogLimits,
    private readonly options: EventLogOptions,
    /** What was cut off the end when the log was opened. */
    readonly cut: CutTail | undefined,
  ) {}

  /**
   * Locks the folder, checks all of it, cuts what a crash tore, and is then ready.
   *
   * @throws EventLogLocked when another writer lives
   * @throws EventLogDamaged when acknowledged bytes are broken; the folder is left as it was
   */
  static async open(options: EventLogOptions): Promise<EventLog> {
    const limits = { ...logLimits, ...options.limits };
    if (limits.batchBytes < limits.lineBytes)
      throw new Error('a batch must be able to hold the longest line');
    const files = options.files ?? (await logFilesIn(options.folder));
    const lock = await (options.lock ?? lockFolder)(options.folder);
    try {
      const { knownDurable = 0, onRecord } = options;
      const { content, cut } = await recoverLog(files, {
        limits,
        knownDurable,
        ...(onRecord && { onRecord }),
      });
      const appender = new LogAppender(files, limits, options.now ?? (() => new Date()), content);
      return new EventLog(files, appender, lock, limits, options, cut);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Resolves when the event is on disk. */
  async append(event: NewEvent): Promise<StoredEvent> {
    const [stored] = await this.appendAll([event]);
    if (stored === undefined) throw new Error('one event was given, and none was stored');
    return stored;
  }

  /**
   * Resolves when all are on disk, in this order. If it rejects, a beginning of them may be stored: read `stats` to learn how
   * many. None is stored if one of them is refused.
   *
   * @throws EventRefused, EventLogUnavailable
   */
  async appendAll(events: readonly NewEvent[]): Promise<StoredEvent[]> {
    const accepted = events.map((event) => eventBytes(event, this.limits.lineBytes));
    this.#refuseUnlessOpen(accepted.reduce((sum, event) => sum + LogAppender.lineBytes(event), 0));
    const stored = Promise.all(accepted.map((event) => this.#enqueue(event)));
    this.#draining ??= this.#drain();
    return stored;
  }

  /** Undefined for what is not stored (yet). Reads the event's own bytes and checks their hash. */
  async read(seq: number): Promise<RecordedEvent | undefined> {
    const { nextSeq, segments } = this.appender.state;
    if (!Number.isSafeInteger(seq) || seq < 1 || seq >= nextSeq) return undefined;
    const place = segments.findLastIndex((segment) => segment.firstSeq <= seq);
    const segment = segments[place];
    if (segment === undefined) return undefined;
    const here = place === segments.length - 1 ? this.appender.placeInNewest(seq) : undefined;
    const found = here && (await readEventAt(this.files, segment.firstSeq, seq, here, this.limits.lineBytes));
    return found ?? findEvent(this.files, segment, seq, this.limits.lineBytes);
  }

  /** One observation: all figures belong to the same moment, and only what is on disk counts. */
  stats(): LogStats {
    return observeLog(this.appender.state, this.#health, this.appender.retiredHandles, this.#now());
  }

  /** Stores what was accepted (unless the disk is unavailable: then that is rejected), and gives the folder free. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await this.#draining;
    await this.appender.close();
    await this.lock.release();
  }

  #refuseUnlessOpen(bytes: number): void {
    if (this.#failure !== undefined) {
      const message = `The event log stopped: ${this.#failure.message}`;
      throw new EventLogUnavailable('failed', 'not-stored', message, this.#failure);
    }
    if (this.#closing.signal.aborted) throw closed();
    if (this.#queuedBytes + bytes > (this.options.queueBytes ?? 16 * 1024 * 1024)) {
      throw new EventLogUnavailable(
        'queue-full',
        'not-stored',
        'Too many events wait for the disk of the event log.',
      );
    }
    if (this.#health.status === 'degraded' && this.#now().getTime() < this.#retryAt) {
      const { reason, detail } = this.#health;
      throw new EventLogUnavailable(reason, 'not-stored', detail);
    }
  }

  #enqueue(event: EventBytes): Promise<StoredEvent> {
    this.#queuedBytes += LogAppender.lineBytes(event);
    return new Promise((resolve, reject) => this.#queue.push({ event, resolve, reject }));
  }

  async #drain(): Promise<void> {
    // Begins after the caller's turn, so that what is appended in one turn is one batch.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#storeNextBatch();
    this.#draining = undefined;
  }

  async #storeNextBatch(): Promise<void> {
    const batch = this.#queue.slice(0, this.#batchLength());
    for (let tries = 1; ; tries += 1) {
      try {
        const stored = await this.appender.append(batch.map(({ event }) => event));
        this.#recovered();
        this.#take(batch.length);
        for (const [place, waiting] of batch.entries()) {
          const event = stored[place];
          if (event !== undefined) waiting.resolve(event);
        }
        return;
      } catch (error) {
        if (await this.#isGivenUp(error, tries)) return;
      }
    }
  }

  /** After an error: true if everything that waits was rejected, false if the same batch is to be tried again. */
  async #isGivenUp(error: unknown, tries: number): Promise<boolean> {
    if (error instanceof EventLogDamaged) {
      this.#failure = error;
      this.#health = { status: 'failed', since: this.#now().toISOString(), detail: error.message };
      this.#rejectAll(new EventLogUnavailable('failed', 'unknown', error.message, error));
      return true;
    }
    const isFull = isDiskFull(error);
    if (!isFull && tries < triesAtOnce) return false;
    const unavailable = this.#degrade(error, isFull);
    if (this.options.whenUnavailable === 'wait' && (await this.#waited())) return false;
    this.#retryAt = this.#now().getTime() + this.#pause;
    this.#pause = Math.min(2 * this.#pause, longestPause);
    const isClean = await this.#isCutBack();
    const reason = this.#closing.signal.aborted ? 'closed' : unavailable.reason;
    this.#rejectAll(
      new EventLogUnavailable(reason, isClean ? 'not-stored' : 'unknown', unavailable.detail, error),
    );
    return true;
  }

  #degrade(error: unknown, isFull: boolean): { reason: 'disk-full' | 'write-failed'; detail: string } {
    const reason = isFull ? 'disk-full' : 'write-failed';
    const said = error instanceof Error ? error.message : 'unknown error';
    const detail = isFull
      ? `The disk of the event log is full (${said}). Events are taken again as soon as there is space.`
      : `The disk of the event log fails (${said}). Events are taken again as soon as a write succeeds.`;
    const since = this.#health.status === 'degraded' ? this.#health.since : this.#now().toISOString();
    this.#health = { status: 'degraded', since, reason, detail };
    return { reason, detail };
  }

  async #waited(): Promise<boolean> {
    const delay =
      this.options.delay ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal }));
    const pause = this.#pause;
    this.#pause = Math.min(2 * pause, longestPause);
    try {
      await delay(pause, this.#closing.signal);
      return !this.#closing.signal.aborted;
    } catch {
      return false;
    }
  }

  /** True if the disk holds nothing any more of what is about to be rejected. */
  async #isCutBack(): Promise<boolean> {
    try {
      await this.appender.repair();
      return true;
    } catch {
      return false;
    }
  }

  #recovered(): void {
    this.#health = { status: 'ok' };
    this.#pause = firstPause;
    this.#retryAt = 0;
  }

  #rejectAll(error: EventLogUnavailable): void {
    const rejected = [...this.#queue];
    this.#take(rejected.length);
    for (const waiting of rejected) waiting.reject(error);
  }

  #batchLength(): number {
    let bytes = 0;
    const end = this.#queue.findIndex(({ event }) => {
      bytes += LogAppender.lineBytes(event);
      return bytes > this.limits.batchBytes;
    });
    return end === -1 ? this.#queue.length : Math.max(end, 1);
  }

  #take(count: number): void {
    for (const { event } of this.#queue.splice(0, count)) this.#queuedBytes -= LogAppender.lineBytes(event);
  }

  #now(): Date {
    return this.options.now?.() ?? new Date();
  }
}

function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error) ?? '');
}

function closed(): EventLogUnavailable {
  return new EventLogUnavailable('closed', 'not-stored', 'The event log is closed.');
}
