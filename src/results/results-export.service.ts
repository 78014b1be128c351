import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { findAssessment } from '../assessments/assessments.queries.js';
import { found } from '../common/errors/app-error.js';
import { attachment } from '../common/http/attachment.js';
import { SnapshotFiles } from '../database/snapshot-files.js';
import { workbook } from '../question-export/writers/xlsx/workbook.js';
import { FinishService } from '../submissions/finish.service.js';
import { toResultFilter, type ResultsQuery } from './results.dto.js';
import { csvFile, resultSheet } from './results-file.js';
import { readResults, type ResultRow } from './results.queries.js';

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
  csv(employerId: string, assessmentId: string, query: ResultsQuery): Promise<ResultsFile> {
    return this.file(employerId, assessmentId, query, 'csv', csvFile);
  }

  xlsx(employerId: string, assessmentId: string, query: ResultsQuery): Promise<ResultsFile> {
    return this.file(employerId, assessmentId, query, 'xlsx', (batches) =>
      workbook([{ name: 'Results', content: resultSheet(batches) }]),
    );
  }

  private async file(
    employerId: string,
    assessmentId: string,
    query: ResultsQuery,
    extension: string,
    write: (batches: AsyncIterable<readonly ResultRow[]>) => AsyncIterable<string | Uint8Array>,
  ): Promise<ResultsFile> {
    await this.finishing.finishDueOf(employerId, assessmentId);
    const { title, stream } = await this.files.open({ employerId }, async function* (db) {
      // First what the file is named after.
      yield found(await findAssessment(db, employerId, assessmentId)).title;
      yield* write(readResults(db, employerId, assessmentId, toResultFilter(query), batchSize));
    });
    return { stream, disposition: attachment(title, 'results', extension) };
  }
}
