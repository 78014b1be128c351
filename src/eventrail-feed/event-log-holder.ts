import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Database } from '../database/database.js';
import { SessionLock } from '../database/session-lock.js';
import { readOutsidePosition, rewindCursor } from '../events/journal.queries.js';
import { EventLog } from '../eventrail/log/event-log.js';
import { logFilesIn } from '../eventrail/log/log-files.js';
import { readLogName } from '../eventrail/log/read-log.js';
import { eventrailOptions, type EventrailOptions } from './eventrail.options.js';
import { LogContents } from './log-contents.js';
import { parsePosition } from './log-position.js';

/** The name of the feeder's cursor. */
export const eventrailConsumer = 'eventrail';
/** Any number; only writers of the event log take this lock. */
const writerLock = 4_851_977_332;
const lookMilliseconds = 500;
/** A start reads the whole log: it is not tried again every second for long. */
const longestPause = 30_000;

export interface TrailState {
  readonly status: 'off' | 'starting' | 'standby' | 'ok' | 'degraded' | 'failed';
  readonly detail: string;
}

export interface HeldLog {
  readonly log: EventLog;
  readonly contents: LogContents;
}

interface HolderLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Holds the event log open for as long as this process may write it, and tries again whenever it may not: the log is a copy,
 * and whatever becomes of it concerns neither the start of Assay nor a request. One process of all that use the database
 * writes, by a lock there: with two folders each would get half of the journal. The folder's own lock keeps out what knows
 * nothing of the database.
 */
@Injectable()
export class EventLogHolder implements OnApplicationShutdown {
  private readonly halt = new AbortController();
  private keeping: Promise<void> = Promise.resolve();
  private held: HeldLog | undefined;
  private away: TrailState = { status: 'off', detail: 'This process writes no event log.' };
  private trouble: string | undefined;
  private lastReported = '';

  constructor(
    private readonly database: Database,
    @Inject(eventrailOptions) private readonly options: EventrailOptions,
  ) {}

  start(log: HolderLog): void {
    const { directory } = this.options;
    if (directory === undefined) return;
    this.away = { status: 'starting', detail: 'The event log is being checked.' };
    this.keeping = this.keep(directory, log);
  }

  /** @throws AppError service-unavailable where this process does not hold the log now */
  require(): HeldLog {
    if (this.held !== undefined) return this.held;
    throw new AppError('service-unavailable', { detail: this.away.detail, headers: { 'retry-after': '5' } });
  }

  current(): HeldLog | undefined {
    return this.held;
  }

  get state(): TrailState {
    if (this.held === undefined) return this.away;
    const { health } = this.held.log.stats();
    if (health.status !== 'ok') return { status: health.status, detail: health.detail };
    if (this.trouble !== undefined) return { status: 'degraded', detail: this.trouble };
    return { status: 'ok', detail: '' };
  }

  /** What keeps the journal from being copied; undefined when it is copied again. */
  report(trouble: string | undefined): void {
    this.trouble = trouble;
  }

  async onApplicationShutdown(): Promise<void> {
    this.halt.abort();
    await this.keeping;
  }

  private async keep(directory: string, log: HolderLog): Promise<void> {
    const { signal } = this.halt;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.holdOnce(directory, log);
        failures = 0;
      } catch (error) {
        const detail = error instanceof Error ? error.message : 'unknown error';
        this.away = { status: 'failed', detail };
        // The same trouble every few seconds is one line.
        if (detail !== this.lastReported) log.error({ err: error }, 'the event log cannot be written');
        this.lastReported = detail;
        failures += 1;
      }
      await this.pause(Math.min(lookMilliseconds * 2 ** failures, longestPause));
    }
  }

  private async holdOnce(directory: string, log: HolderLog): Promise<void> {
    const lock = await SessionLock.tryTake(this.options.databaseUrl, writerLock);
    if (lock === undefined) {
      this.away = {
        status: 'standby',
        detail: 'Another process of Assay writes the event log: ask that one.',
      };
      return;
    }
    try {
      const held = await this.open(directory, log);
      try {
        this.held = held;
        this.lastReported = '';
        while (!this.halt.signal.aborted && held.log.stats().health.status !== 'failed') {
          if (!(await lock.isHeld())) break;
          await this.pause(lookMilliseconds);
        }
      } finally {
        this.away = { status: 'starting', detail: 'The event log is being opened again.' };
        this.held = undefined;
        await held.log.close();
      }
    } finally {
      await lock.release();
    }
  }

  /** What was stored once must be there, if this is the log that it was stored in; another one gets the journal from its beginning. */
  private async open(directory: string, log: HolderLog): Promise<HeldLog> {
    const files = await logFilesIn(directory);
    const [text, { isEmpty, log: name }] = await Promise.all([
      this.database.read({ sweep: true }, (db) => readOutsidePosition(db, eventrailConsumer)),
      readLogName(files),
    ]);
    const position = text === undefined ? undefined : parsePosition(text);
    const isOther = position !== undefined && (isEmpty || (name !== undefined && name !== position.log));
    const contents = new LogContents(Date.now);
    const opened = await EventLog.open({
      folder: directory,
      files,
      whenUnavailable: 'reject',
      knownDurable: isOther ? 0 : (position?.seq ?? 0),
      onRecord: (record) => contents.learn(record),
    });
    if (opened.cut !== undefined)
      log.warn({ cut: opened.cut }, 'the end of the event log was torn, and was cut off');
    if (isOther) {
      log.warn({ directory, before: position.log }, 'another event log is here: it gets the whole journal');
      await this.database.transaction({ sweep: true }, (tx) => rewindCursor(tx, eventrailConsumer));
    }
    contents.opened(opened.stats().log);
    return { log: opened, contents };
  }

  private async pause(milliseconds: number): Promise<void> {
    const { signal } = this.halt;
    await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
