import { encodeIndex, indexEntryBytes, writeIndex } from './event-index.js';
import { errorCode, type LogFile, type LogFiles, writeFully } from './log-files.js';
import { indexName } from './log-names.js';

/**
 * Keeps the newest segment's index beside it as events are acknowledged. Never fails its caller: an index is a cache, and
 * one that could not be written is written anew as a whole when its segment is complete, or by the next start or reader.
 */
export class IndexAppender {
  #file: LogFile | undefined;
  #firstSeq: number | undefined;
  #isBroken = false;

  constructor(private readonly files: LogFiles) {}

  /** @param place how many entries stand before these */
  async append(firstSeq: number, place: number, offsets: readonly number[]): Promise<void> {
    if (this.#isBroken && this.#firstSeq === firstSeq) return;
    try {
      const file = await this.#fileOf(firstSeq);
      await writeFully(file, encodeIndex(firstSeq + place, offsets), place * indexEntryBytes);
    } catch {
      this.#isBroken = true;
    }
  }

  /** The segment is complete. */
  async finish(firstSeq: number, offsets: readonly number[]): Promise<void> {
    try {
      if (this.#isBroken || this.#firstSeq !== firstSeq) await writeIndex(this.files, firstSeq, offsets);
    } catch {
      // See above: found missing or wrong by whoever needs it.
    }
    await this.close();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#firstSeq = undefined;
    this.#isBroken = false;
    await file?.close().catch(() => undefined);
  }

  async #fileOf(firstSeq: number): Promise<LogFile> {
    if (this.#file !== undefined && this.#firstSeq === firstSeq) return this.#file;
    await this.close();
    this.#firstSeq = firstSeq;
    const file = await openOrCreate(this.files, indexName(firstSeq));
    this.#file = file;
    return file;
  }
}

async function openOrCreate(files: LogFiles, name: string): Promise<LogFile> {
  try {
    return await files.open(name, 'write');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return files.open(name, 'create');
  }
}
