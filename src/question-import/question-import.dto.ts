import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional } from 'class-validator';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { ImportProblemView, toProblemView } from './import-problem.dto.js';
import { importStates, type ImportState } from './import.rules.js';
import type { RowCounts } from './import-rows.queries.js';
import type { ImportRow } from './imports.queries.js';
import { importFormats, type ImportProblem } from './parsers/imported-question.js';
import { answerReadings, type AnswerReading } from './parsers/read-settings.js';
import { ImportMapping } from './wishes.dto.js';

export class ImportFile {
  @ApiProperty({
    type: 'string',
    format: 'binary',
    description: 'At most 10 MiB; what it is, its content says',
  })
  file!: unknown;
}

export class ReceiveImport {
  @ApiPropertyOptional({
    enum: ['now', 'later'],
    default: 'now',
    description: 'later: the answer does not wait for the file to be read; open /events, then POST /start',
  })
  @IsOptional()
  @IsIn(['now', 'later'])
  start?: 'now' | 'later';
}

export class UndoImport {
  @ApiPropertyOptional({ default: false, description: 'Take questions out that were edited since, too' })
  @MayBeAbsent()
  @IsBoolean()
  discardEdits?: boolean;
}

export class CommitImport {
  @ApiPropertyOptional({
    default: false,
    description: 'Leave out every row that has an error; warnings do not count',
  })
  @MayBeAbsent()
  @IsBoolean()
  leaveOutRowsWithProblems?: boolean;

  @ApiPropertyOptional({
    default: false,
    description: 'Leave out every row whose question stands earlier in the file or already in the assessment',
  })
  @MayBeAbsent()
  @IsBoolean()
  leaveOutDuplicates?: boolean;
}

export class ImportFailureView {
  @ApiProperty()
  code!: string;
  @ApiProperty()
  message!: string;
}

export class ImportSummaryView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ format: 'uuid' })
  assessmentId!: string;
  @ApiProperty()
  fileName!: string;
  @ApiProperty({ type: 'integer' })
  byteCount!: number;
  @ApiProperty({ enum: importStates })
  state!: ImportState;
  @ApiProperty({ type: String, nullable: true, enum: [...importFormats, null] })
  format!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'How the table was understood, in words' })
  layout!: string | null;
  @ApiProperty({ type: ImportFailureView, nullable: true, description: 'Why the file could not be read' })
  failure!: ImportFailureView | null;
  @ApiProperty({ type: 'integer' })
  errorCount!: number;
  @ApiProperty({ type: 'integer' })
  warningCount!: number;
  @ApiProperty({ type: 'integer', description: 'Things that the file says and Assay has no place for' })
  lossCount!: number;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  committedAt!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'How many questions the commit added' })
  committedCount!: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  undoneAt!: string | null;
}

export class ImportColumnView {
  @ApiProperty({ description: 'As a spreadsheet names it: A, B, … AA' })
  letter!: string;
  @ApiProperty()
  header!: string;
  @ApiProperty({ type: String, nullable: true, description: 'null: the column is left out' })
  meaning!: string | null;
}

export class ImportSheetView {
  @ApiProperty()
  name!: string;
  @ApiProperty()
  hasHeader!: boolean;
  @ApiProperty()
  used!: boolean;
}

export class ImportView extends ImportSummaryView {
  @ApiProperty({ type: 'integer' })
  rowCount!: number;
  @ApiProperty({ type: 'integer', description: 'Rows that a commit adds' })
  readyCount!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Rows with an error that are not left out; they block a commit',
  })
  blockingCount!: number;
  @ApiProperty({ type: 'integer' })
  leftOutCount!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Of the ready rows those whose question stands earlier in the file or in the assessment',
  })
  duplicateCount!: number;
  @ApiProperty({
    type: [ImportProblemView],
    description: 'At most 1,000, errors first; the counts are the true ones',
  })
  problems!: ImportProblemView[];
  @ApiProperty({ type: [ImportColumnView], description: 'Of a table: how its columns were understood' })
  columns!: ImportColumnView[];
  @ApiProperty({ type: [ImportSheetView], description: 'Of a workbook: its visible sheets' })
  sheets!: ImportSheetView[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of a table: the row taken for the header' })
  headerRow!: number | null;
  @ApiProperty({
    enum: answerReadings,
    isArray: true,
    description: 'How the right answers name options; several: both fit, choose one by PUT /mapping',
  })
  answerReadings!: AnswerReading[];
  @ApiProperty({ type: ImportMapping, description: 'What a person has decided' })
  mapping!: ImportMapping;
  @ApiProperty({ type: 'integer', description: 'Cells that were put right here' })
  correctionCount!: number;
  @ApiProperty({ type: String, nullable: true, description: 'Of a test: its title' })
  testTitle!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of a test' })
  timeLimitSeconds!: number | null;
}

export class ImportListView {
  @ApiProperty({ type: [ImportSummaryView] })
  items!: ImportSummaryView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toImportSummaryView(row: ImportRow): ImportSummaryView {
  const { failure_code: code, failure_message: message } = row;
  return {
    id: row.id,
    assessmentId: row.assessment_id,
    fileName: row.file_name,
    byteCount: row.byte_count,
    state: row.state,
    format: row.format,
    layout: row.layout,
    failure: code === null ? null : { code, message: message ?? '' },
    errorCount: row.error_count,
    warningCount: row.warning_count,
    lossCount: row.loss_count,
    createdAt: row.created_at.toISOString(),
    committedAt: row.committed_at?.toISOString() ?? null,
    committedCount: row.committed_count,
    undoneAt: row.undone_at?.toISOString() ?? null,
  };
}

export function toImportView(
  row: ImportRow,
  counts: RowCounts,
  problems: readonly ImportProblem[],
): ImportView {
  return {
    ...toImportSummaryView(row),
    rowCount: counts.row_count,
    readyCount: counts.ready_count,
    blockingCount: counts.blocking_count,
    leftOutCount: counts.left_out_count,
    duplicateCount: counts.duplicate_count,
    problems: problems.map(toProblemView),
    columns: (row.understanding.columns ?? []).map(({ letter, header, meaning }) => ({
      letter,
      header,
      meaning: meaning ?? null,
    })),
    sheets: (row.understanding.sheets ?? []).map(({ name, hasHeader, used }) => ({ name, hasHeader, used })),
    headerRow: row.understanding.headerRow ?? null,
    answerReadings: [...(row.understanding.answerReadings ?? [])],
    mapping: row.settings,
    correctionCount: row.corrections.length,
    testTitle: row.understanding.testTitle ?? null,
    timeLimitSeconds: row.understanding.timeLimitSeconds ?? null,
  };
}
