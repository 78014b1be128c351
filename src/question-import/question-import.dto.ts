import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { ImportProblemView, toProblemView } from './import-problem.dto.js';
import { importStates, type ImportState } from './import.rules.js';
import type { RowCounts } from './import-rows.queries.js';
import type { ImportRow } from './imports.queries.js';
import type { ImportProblem } from './parsers/imported-question.js';

export class ImportFile {
  @ApiProperty({ type: 'string', format: 'binary', description: 'CSV or XLSX, at most 10 MiB' })
  file!: unknown;
}

export class CommitImport {
  @ApiPropertyOptional({
    default: false,
    description: 'Leave out every row that has an error; warnings do not count',
  })
  @MayBeAbsent()
  @IsBoolean()
  leaveOutRowsWithProblems?: boolean;
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
  @ApiProperty({ type: String, nullable: true, enum: ['csv', 'xlsx', null] })
  format!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'How the table was understood, in words' })
  layout!: string | null;
  @ApiProperty({ type: ImportFailureView, nullable: true, description: 'Why the file could not be read' })
  failure!: ImportFailureView | null;
  @ApiProperty({ type: 'integer' })
  errorCount!: number;
  @ApiProperty({ type: 'integer' })
  warningCount!: number;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  committedAt!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'How many questions the commit added' })
  committedCount!: number | null;
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
    type: [ImportProblemView],
    description: 'At most 1,000, errors first; the counts are the true ones',
  })
  problems!: ImportProblemView[];
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
    createdAt: row.created_at.toISOString(),
    committedAt: row.committed_at?.toISOString() ?? null,
    committedCount: row.committed_count,
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
    problems: problems.map(toProblemView),
  };
}
