import { randomBytes } from 'node:crypto';
import { EventLogDamaged } from './event-log-errors.js';
import type { EventBytes } from './event-text.js';
import { IndexAppender } from './index-appender.js';
import { encodeHeader, encodeRecord, largestEnvelope, parseLine } from './line-format.js';
import { errorCode, type LogFile, type LogFiles, readUpTo, writeFully } from './log-files.js';
import { segmentName } from './log-names.js';
import type { LogContent, SegmentSummary } from './read-log.js';
import type { LogLimits } from './scan-segment.js';

export interface StoredEvent {
  readonly seq: number;
  readonly time: string;
  readonly hash: string;
}

/** All that is known to be on disk. Replaced as a whole, so that whoever holds one has a consistent observation. */
export interface DurableState {
  readonly log: string | undefined;
  readonly segments: readonly SegmentSummary[];
  readonly nextSeq: number;
  readonly lastHash: string;
  readonly lastTime: string | undefined;
  /** Of the newest segment. */
  readonly lastLineOffset: number;
}

/**
 * Puts batches on disk, one at a time. A handle on which anything failed is never used again: the system may have thrown
 * the unwritten pages away and will report the next sync as a success. The next call opens the segment anew, cuts it back to
 * what was acknowledged, and goes on from there.
 */
export class LogAppender {
  #file: LogFile | undefined;
  /** Of the newest segment: where each record begins. Grows behind the acknowledged ones only. */
  #offsets: number[];
  #state: DurableState;
  /** A segment whose creation was begun and not finished. It holds no event. */
  #halfMade: string | undefined;
  #retiredHandles = 0;
  readonly #index: IndexAppender;

  constructor(
    private readonly files: LogFiles,
    private readonly limits: LogLimits,
    private readonly now: () => Date,
    content: LogContent,
  ) {
    const { log, segments, nextSeq, lastHash, lastTime, newest } = content;
    this.#state = { log, segments, nextSeq, lastHash, lastTime, lastLineOffset: newest?.lastLineOffset ?? 0 };
    this.#offsets = [...(newest?.offsets ?? [])];
    this.#index = new IndexAppender(files);
  }

  get state(): DurableState {
    return this.#state;
  }

  get retiredHandles(): number {
    return this.#retiredHandles;
  }

  /** Where the line of an event of the newest segment begins and ends. */
  placeInNewest(seq: number): { readonly from: number; readonly end: number } | undefined {
    const newest = this.#state.segments.at(-1);
    if (newest === undefined) return undefined;
    const from = this.#offsets[seq - newest.firstSeq];
    if (from === undefined) return undefined;
    return { from, end: this.#offsets[seq - newest.firstSeq + 1] ?? newest.end };
  }

  /** The largest number of bytes that the line of this event can take. */
  static lineBytes(event: EventBytes): number {
    return event.data.length + largestEnvelope;
  }

  /**
   * Stores the events in order; when it returns they are on disk. When it throws none of them is acknowledged, and `repair`
   * (or the next `append`) takes back what of them reached the file.
   *
   * @throws EventLogDamaged when acknowledged bytes are broken; otherwise whatever the disk said
   */
  async append(events: readonly EventBytes[]): Promise<StoredEvent[]> {
    await this.repair();
    try {
      const bytes = events.reduce((sum, event) => sum + LogAppender.lineBytes(event), 0);
      const { file, newest } = await this.#segmentFor(bytes);
      const batch = this.#linesOf(events, newest);
      // One write of one buffer: a crash can tear only this.
      await writeFully(file, batch.buffer, newest.end);
      await file.datasync();
      return await this.#acknowledge(batch, newest);
    } catch (error) {
      await this.#retire();
      throw error;
    }
  }

  /** Makes the newest segment end with the last acknowledged event, on disk, and opens it. Does nothing if all is well. */
  async repair(): Promise<void> {
    if (this.#file !== undefined) return;
    await this.#removeHalfMade();
    const newest = this.#state.segments.at(-1);
    if (newest === undefined) return;
    const file = await this.files.open(segmentName(newest.firstSeq), 'write');
    try {
      await this.#checkLastLine(file, newest);
      if ((await file.size()) > newest.end) {
        await file.truncate(newest.end);
        await file.datasync();
      }
    } catch (error) {
      await closeQuietly(file);
      throw error;
    }
    this.#file = file;
  }

  /** All that was acknowledged is on disk already: an error of close says nothing about it. */
  async close(): Promise<void> {
    await this.#index.close();
    await this.#closeFile();
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) await closeQuietly(file);
  }

  async #segmentFor(bytes: number): Promise<{ readonly file: LogFile; readonly newest: SegmentSummary }> {
    const newest = this.#state.segments.at(-1);
    const isFull = newest !== undefined && newest.count > 0 && newest.end + bytes > this.limits.segmentBytes;
    if (newest !== undefined && this.#file !== undefined && !isFull) return { file: this.#file, newest };
    return this.#beginSegment();
  }

  /** Created, header written, file synced, folder synced, and only then used: a whole line in it proves all of that. */
  async #beginSegment(): Promise<{ readonly file: LogFile; readonly newest: SegmentSummary }> {
    const { nextSeq, lastHash, segments } = this.#state;
    const log = this.#state.log ?? randomBytes(16).toString('hex');
    const time = this.now().toISOString();
    const header = encodeHeader({ segment: nextSeq, log, time, durable: nextSeq - 1, prev: lastHash });
    const name = segmentName(nextSeq);
    this.#halfMade = name;
    const file = await this.files.open(name, 'create');
    try {
      await writeFully(file, header.bytes, 0);
      await file.datasync();
      await this.files.syncFolder();
    } catch (error) {
      await closeQuietly(file);
      throw error;
    }
    this.#halfMade = undefined;
    await this.#closeFile();
    const complete = segments.at(-1);
    if (complete !== undefined) await this.#index.finish(complete.firstSeq, this.#offsets);
    const newest = { firstSeq: nextSeq, count: 0, end: header.bytes.length };
    this.#file = file;
    this.#offsets = [];
    this.#state = {
      ...this.#state,
      log,
      lastHash: header.hash,
      lastLineOffset: 0,
      segments: [...segments, newest],
    };
    return { file, newest };
  }

  #linesOf(events: readonly EventBytes[], newest: SegmentSummary): Batch {
    const time = this.now().toISOString();
    const durable = this.#state.nextSeq - 1;
    let { lastHash: prev, nextSeq: seq } = this.#state;
    let offset = newest.end;
    const lines: Buffer[] = [];
    const offsets: number[] = [];
    const stored: StoredEvent[] = [];
    for (const { data, chain } of events) {
      const line = encodeRecord({ seq, time, durable, prev, chain }, data);
      lines.push(line.bytes);
      offsets.push(offset);
      stored.push({ seq, time, hash: line.hash });
      offset += line.bytes.length;
      prev = line.hash;
      seq += 1;
    }
    return { buffer: Buffer.concat(lines), offsets, stored, time, lastHash: prev, nextSeq: seq };
  }

  async #acknowledge(batch: Batch, newest: SegmentSummary): Promise<StoredEvent[]> {
    const { offsets, lastHash, nextSeq, time } = batch;
    const summary = {
      ...newest,
      count: newest.count + offsets.length,
      end: newest.end + batch.buffer.length,
    };
    const place = this.#offsets.length;
    for (const offset of offsets) this.#offsets.push(offset);
    this.#state = {
      ...this.#state,
      lastHash,
      nextSeq,
      lastTime: time,
      lastLineOffset: offsets.at(-1) ?? 0,
      segments: [...this.#state.segments.slice(0, -1), summary],
    };
    await this.#index.append(newest.firstSeq, place, offsets);
    return batch.stored;
  }

  async #removeHalfMade(): Promise<void> {
    if (this.#halfMade === undefined) return;
    try {
      await this.files.remove(this.#halfMade);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
    await this.files.syncFolder();
    this.#halfMade = undefined;
  }

  async #checkLastLine(file: LogFile, newest: SegmentSummary): Promise<void> {
    const { lastLineOffset, lastHash, nextSeq } = this.#state;
    const line = parseLine(await readUpTo(file, lastLineOffset, newest.end - lastLineOffset));
    if (line?.hash === lastHash) return;
    const seq = newest.count === 0 ? nextSeq : nextSeq - 1;
    const detail = 'After an error of the disk the last acknowledged line can no longer be read back.';
    throw new EventLogDamaged(segmentName(newest.firstSeq), lastLineOffset, seq, detail);
  }

  async #retire(): Promise<void> {
    this.#retiredHandles += 1;
    await this.#closeFile();
  }
}

interface Batch {
  readonly buffer: Buffer;
  readonly offsets: readonly number[];
  readonly stored: StoredEvent[];
  readonly time: string;
  readonly lastHash: string;
  readonly nextSeq: number;
}

async function closeQuietly(file: LogFile): Promise<void> {
  try {
    await file.close();
  } catch {
    // Nothing that was acknowledged depends on this handle any more.
  }
}
