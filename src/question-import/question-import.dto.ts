import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { questionKindNames, type QuestionKindName } from '../questions/kinds/question-kind.js';
import { importStates, type ImportState } from './import.rules.js';
import type { ImportRowRow, RowCounts } from './import-rows.queries.js';
import type { ImportRow } from './imports.queries.js';
import type { ImportProblem } from './parsers/imported-question.js';

export class ImportFile {
  @ApiProperty({ type: 'string', format: 'binary', description: 'CSV or XLSX, at most 10 MiB' })
  file!: unknown;
}

export class ChangeImportRow {
  @ApiProperty({ description: 'A row that is left out is not committed' })
  @IsBoolean()
  leftOut!: boolean;
}

export class CommitImport {
  @ApiPropertyOptional({ default: false, description: 'Leave out every row that has an error; warnings do not count' })
  @MayBeAbsent()
  @IsBoolean()
  leaveOutRowsWithProblems?: boolean;
}

export class ImportProblemView {
  @ApiProperty({ enum: ['error', 'warning'] })
  severity!: 'error' | 'warning';
  @ApiProperty()
  code!: string;
  @ApiProperty()
  message!: string;
  @ApiPropertyOptional()
  sheet?: string;
  @ApiPropertyOptional({ type: 'integer', description: 'As the spreadsheet counts: from 1, with the header' })
  row?: number;
  @ApiPropertyOptional({ description: 'The header of the column, or its letter' })
  column?: string;
  @ApiPropertyOptional({ type: 'integer' })
  duplicateOfRow?: number;
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
  @ApiProperty({ type: 'integer', description: 'Rows with an error that are not left out; they block a commit' })
  blockingCount!: number;
  @ApiProperty({ type: 'integer' })
  leftOutCount!: number;
  @ApiProperty({ type: [ImportProblemView], description: 'At most 1,000, errors first; the counts are the true ones' })
  problems!: ImportProblemView[];
}

export class ImportListView {
  @ApiProperty({ type: [ImportSummaryView] })
  items!: ImportSummaryView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class ImportQuestionView {
  @ApiProperty({ enum: questionKindNames })
  kind!: QuestionKindName;
  @ApiProperty()
  text!: string;
  @ApiProperty({ type: String, nullable: true })
  title!: string | null;
  @ApiProperty()
  points!: number;
  @ApiProperty({ type: 'object', additionalProperties: true })
  content!: object;
  @ApiProperty({ type: 'object', additionalProperties: true })
  key!: object;
  @ApiProperty({ type: String, nullable: true })
  explanation!: string | null;
  @ApiProperty({ type: String, nullable: true })
  externalId!: string | null;
  @ApiProperty({ type: String, nullable: true })
  category!: string | null;
  @ApiProperty({ type: [String] })
  tags!: string[];
  @ApiProperty({ type: String, nullable: true })
  difficulty!: string | null;
  @ApiProperty({ type: 'integer', nullable: true })
  timeLimitSeconds!: number | null;
}

export class ImportRowView {
  @ApiProperty({ type: 'integer', description: 'Counts the rows of the import from 1; names the row in addresses' })
  ordinal!: number;
  @ApiProperty({ type: String, nullable: true })
  sheet!: string | null;
  @ApiProperty({ type: 'integer', description: 'As the spreadsheet counts: from 1, with the header' })
  row!: number;
  @ApiProperty({ type: ImportQuestionView, nullable: true, description: 'As it will become; null where an error keeps it' })
  question!: ImportQuestionView | null;
  @ApiProperty({ type: [ImportProblemView] })
  problems!: ImportProblemView[];
  @ApiProperty()
  hasError!: boolean;
  @ApiProperty()
  leftOut!: boolean;
}

export class ImportRowListView {
  @ApiProperty({ type: [ImportRowView] })
  items!: ImportRowView[];
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

export function toImportView(row: ImportRow, counts: RowCounts, problems: readonly ImportProblem[]): ImportView {
  return {
    ...toImportSummaryView(row),
    rowCount: counts.row_count,
    readyCount: counts.ready_count,
    blockingCount: counts.blocking_count,
    leftOutCount: counts.left_out_count,
    problems: problems.map(toProblemView),
  };
}

export function toImportRowView(row: ImportRowRow): ImportRowView {
  const { question } = row;
  return {
    ordinal: row.ordinal,
    sheet: row.sheet,
    row: row.row_number,
    question: question && {
      kind: question.kind,
      text: question.text,
      title: question.title,
      points: Number(question.points),
      content: question.content,
      key: question.key,
      explanation: question.explanation,
      externalId: question.external_id,
      category: question.category,
      tags: [...question.tags],
      difficulty: question.difficulty,
      timeLimitSeconds: question.time_limit_seconds,
    },
    problems: row.problems.map(toProblemView),
    hasError: row.has_error,
    leftOut: row.left_out,
  };
}

export function toProblemView(problem: ImportProblem): ImportProblemView {
  const { severity, code, message, sheet, row, column, duplicateOfRow } = problem;
  return { severity, code, message, sheet, row, column, duplicateOfRow };
}
