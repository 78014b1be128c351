import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { findAssessment } from '../assessments/assessments.queries.js';
import { found } from '../common/errors/app-error.js';
import { attachment } from '../common/http/attachment.js';
import type { Reader } from '../database/database.js';
import { SnapshotFiles } from '../database/snapshot-files.js';
import { FinishService } from '../submissions/finish.service.js';
import type { ResultFilter } from './result-filter.js';
import { toResultFilter, type ResultsQuery } from './results.dto.js';
import { fileRows, fileStart } from './results-file.js';
import { readResults } from './results.queries.js';

/** Rows in memory at a time: a few hundred kilobytes, whatever the length of the file. */
const batchSize = 500;

export interface ResultsFile {
  readonly stream: Readable;
  readonly disposition: string;
}

@Injectable()
export class ResultsExportService {
  constructor(
    private readonly files: SnapshotFiles,
    private readonly finishing: FinishService,
  ) {}

  /** The results of one moment as a stream. What can go wrong before its first byte is thrown here, not in the stream. */
  async csv(employerId: string, assessmentId: string, query: ResultsQuery): Promise<ResultsFile> {
    await this.finishing.finishDueOf(employerId, assessmentId);
    const { title, stream } = await this.files.open({ employerId }, (db) =>
      fileParts(db, employerId, assessmentId, toResultFilter(query)),
    );
    return { stream, disposition: attachment(title, 'results', 'csv') };
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
