import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { findAssessment } from '../assessments/assessments.queries.js';
import { AppError, found } from '../common/errors/app-error.js';
import { Database, type Reader } from '../database/database.js';
import { FinishService } from '../submissions/finish.service.js';
import type { ResultFilter } from './result-filter.js';
import { toResultFilter, type ResultsQuery } from './results.dto.js';
import { attachment, fileRows, fileStart } from './results-file.js';
import { readResults } from './results.queries.js';

/** Rows in memory at a time: a few hundred kilobytes, whatever the length of the file. */
const batchSize = 500;
/** Each holds a connection and a snapshot for as long as its receiver reads; the rest of the pool is for everybody else. */
const mostAtOnce = 2;
const longestMilliseconds = 15 * 60_000;
/** Less than the database's own patience with an idle transaction, so that it is we who end it, and say so. */
const longestPauseMilliseconds = 60_000;

export interface ResultsFile {
  readonly stream: Readable;
  readonly disposition: string;
}

@Injectable()
export class ResultsExportService {
  private readonly log = new Logger(ResultsExportService.name);
  private running = 0;

  constructor(
    private readonly database: Database,
    private readonly finishing: FinishService,
  ) {}

  /** The results of one moment as a stream. What can go wrong before its first byte is thrown here, not in the stream. */
  async csv(employerId: string, assessmentId: string, query: ResultsQuery): Promise<ResultsFile> {
    await this.finishing.finishDueOf(employerId, assessmentId);
    if (this.running >= mostAtOnce) {
      throw new AppError('service-unavailable', {
        detail: 'Other exports are running; try again in a moment.',
        headers: { 'retry-after': '10' },
      });
    }
    this.running += 1;
    const parts = this.database.snapshot({ employerId }, (db) =>
      fileParts(db, employerId, assessmentId, toResultFilter(query)),
    );
    try {
      const title = (await parts.next()).value as string;
      const first = (await parts.next()).value as string;
      return { stream: this.toStream(first, parts), disposition: attachment(title, 'csv') };
    } catch (error) {
      this.running -= 1;
      throw error;
    }
  }

  private toStream(first: string, parts: AsyncGenerator<string, void>): Readable {
    const stop = (reason: string) => (): void => {
      stream.destroy(new Error(`An export was ended: ${reason}.`));
    };
    const tooLong = setTimeout(stop('it took too long'), longestMilliseconds);
    const stream = Readable.from(withPatience(first, parts, stop('its receiver stopped reading')), {
      objectMode: false,
    });
    stream.on('error', (error) => this.log.warn(error.message));
    stream.once('close', () => {
      clearTimeout(tooLong);
      // The receiver may have gone before the stream was read at all; then nothing else would end the transaction.
      void parts
        .return()
        .catch(() => undefined)
        .finally(() => (this.running -= 1));
    });
    return stream;
  }
}

/** First the assessment's title, then the file. */
async function* fileParts(
  db: Reader,
  employerId: string,
  assessmentId: string,
  filter: ResultFilter,
): AsyncGenerator<string, void> {
  yield found(await findAssessment(db, employerId, assessmentId)).title;
  let start = fileStart();
  for await (const rows of readResults(db, employerId, assessmentId, filter, batchSize)) {
    yield start + fileRows(rows);
    start = '';
  }
  if (start !== '') yield start;
}

async function* withPatience(
  first: string,
  rest: AsyncGenerator<string, void>,
  onPause: () => void,
): AsyncGenerator<Buffer, void> {
  for (
    let part: IteratorResult<string, void> = { value: first };
    part.done !== true;
    part = await rest.next()
  ) {
    const pause = setTimeout(onPause, longestPauseMilliseconds);
    try {
      yield Buffer.from(part.value);
    } finally {
      clearTimeout(pause);
    }
  }
}
