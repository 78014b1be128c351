import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Database, type Reader } from './database.js';
import type { Scope } from './scope.js';

/** Each holds a connection and a snapshot for as long as its receiver reads; the rest of the pool is for everybody else. */
const mostAtOnce = 2;
const longestMilliseconds = 15 * 60_000;
/** Less than the database's own patience with an idle transaction, so that it is we who end it, and say so. */
const longestPauseMilliseconds = 60_000;

type Piece = string | Uint8Array;

export interface SnapshotFile {
  /** What the file is named after. */
  readonly title: string;
  readonly stream: Readable;
}

/** Files of any length that show one moment, sent as they are read. */
@Injectable()
export class SnapshotFiles {
  private readonly log = new Logger(SnapshotFiles.name);
  private running = 0;

  constructor(private readonly database: Database) {}

  /**
   * What can go wrong before the first byte is thrown here, not in the stream.
   *
   * @param read gives the title first, then the file
   */
  async open(scope: Scope, read: (db: Reader) => AsyncGenerator<Piece, void>): Promise<SnapshotFile> {
    if (this.running >= mostAtOnce) {
      throw new AppError('service-unavailable', {
        detail: 'Other exports are running; try again in a moment.',
        headers: { 'retry-after': '10' },
      });
    }
    this.running += 1;
    const pieces = this.database.snapshot(scope, read);
    try {
      const title = (await pieces.next()).value as string;
      const first = await pieces.next();
      return { title, stream: this.toStream(first.done === true ? '' : first.value, pieces) };
    } catch (error) {
      this.running -= 1;
      throw error;
    }
  }

  private toStream(first: Piece, rest: AsyncGenerator<Piece, void>): Readable {
    const stop = (reason: string) => (): void => {
      stream.destroy(new Error(`An export was ended: ${reason}.`));
    };
    const tooLong = setTimeout(stop('it took too long'), longestMilliseconds);
    const stream = Readable.from(withPatience(first, rest, stop('its receiver stopped reading')), {
      objectMode: false,
    });
    stream.on('error', (error) => this.log.warn(error.message));
    stream.once('close', () => {
      clearTimeout(tooLong);
      // The receiver may have gone before the stream was read at all; then nothing else would end the transaction.
      void rest
        .return()
        .catch(() => undefined)
        .finally(() => (this.running -= 1));
    });
    return stream;
  }
}

async function* withPatience(
  first: Piece,
  rest: AsyncGenerator<Piece, void>,
  onPause: () => void,
): AsyncGenerator<Buffer, void> {
  for (
    let piece: IteratorResult<Piece, void> = { value: first };
    piece.done !== true;
    piece = await rest.next()
  ) {
    const pause = setTimeout(onPause, longestPauseMilliseconds);
    try {
      yield Buffer.from(piece.value);
    } finally {
      clearTimeout(pause);
    }
  }
}
