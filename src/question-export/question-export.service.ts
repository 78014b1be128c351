import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { findAssessment } from '../assessments/assessments.queries.js';
import { found } from '../common/errors/app-error.js';
import { attachment } from '../common/http/attachment.js';
import { Database, type Reader } from '../database/database.js';
import { SnapshotFiles } from '../database/snapshot-files.js';
import { toLossesView, type ExportLossesView } from './question-export.dto.js';
import { readQuestions } from './question-export.queries.js';
import { LossList } from './loss-list.js';
import { questionWriters, type ExportFormat } from './writers/index.js';
import type { QuestionWriter } from './writers/question-writer.js';

/** Questions in memory at a time. The longest are a quarter of a megabyte each, usual ones a kilobyte. */
const batchSize = 200;

export interface QuestionsFile {
  readonly stream: Readable;
  readonly disposition: string;
  readonly mediaType: string;
}

@Injectable()
export class QuestionExportService {
  constructor(
    private readonly database: Database,
    private readonly files: SnapshotFiles,
  ) {}

  /** The questions of one moment as a stream; its memory is that of a batch, however many there are. */
  async file(employerId: string, assessmentId: string, format: ExportFormat): Promise<QuestionsFile> {
    const writer = questionWriters[format];
    const { title, stream } = await this.files.open({ employerId }, (db) =>
      fileParts(db, employerId, assessmentId, writer),
    );
    const { mediaType, extension } = writer;
    return { stream, mediaType, disposition: attachment(title, 'questions', extension) };
  }

  /** What the file would not hold, so that a person knows before it is sent. */
  async losses(employerId: string, assessmentId: string, format: ExportFormat): Promise<ExportLossesView> {
    const writer = questionWriters[format];
    const list = new LossList();
    await this.database.read({ employerId }, async (db) => {
      found(await findAssessment(db, employerId, assessmentId));
      for await (const questions of readQuestions(db, employerId, assessmentId, batchSize)) {
        for (const question of questions) list.add(question, writer.lossesOf(question));
      }
    });
    return toLossesView(format, list);
  }
}

/** First the assessment's title, then the file. */
async function* fileParts(
  db: Reader,
  employerId: string,
  assessmentId: string,
  writer: QuestionWriter,
): AsyncGenerator<string | Uint8Array, void> {
  const { title } = found(await findAssessment(db, employerId, assessmentId));
  yield title;
  const batches = () => readQuestions(db, employerId, assessmentId, batchSize);
  yield* writer.write({ title, batches });
}
