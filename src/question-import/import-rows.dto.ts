import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsObject, IsOptional } from 'class-validator';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import { questionKindNames, type QuestionKindName } from '../questions/kinds/question-kind.js';
import { ImportProblemView, toProblemView } from './import-problem.dto.js';
import type { ImportRowRow, RowFilter } from './import-rows.queries.js';

const rowFilterNames: readonly RowFilter[] = ['ready', 'errors', 'problems', 'duplicates', 'leftOut'];

export class ListImportRows extends PageQuery {
  @ApiPropertyOptional({
    enum: rowFilterNames,
    description: 'Rows that a commit adds, rows with errors, with any problem, …',
  })
  @IsOptional()
  @IsIn(rowFilterNames)
  only?: RowFilter;
}

export class ChangeImportRow {
  @ApiPropertyOptional({ description: 'A row that is left out is not committed' })
  @MayBeAbsent()
  @IsBoolean()
  leftOut?: boolean;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    description:
      'Column letter to the text that the cell should hold. The whole file is read again with it: look at all rows anew',
  })
  @MayBeAbsent()
  @IsObject()
  cells?: Record<string, unknown>;
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
  @ApiProperty({
    type: 'integer',
    description: 'Counts the rows of the import from 1; names the row in addresses',
  })
  ordinal!: number;
  @ApiProperty({ type: String, nullable: true })
  sheet!: string | null;
  @ApiProperty({ type: 'integer', description: 'As the spreadsheet counts: from 1, with the header' })
  row!: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Line of a file that is no table' })
  line!: number | null;
  @ApiProperty({
    type: [String],
    nullable: true,
    description: 'The cells from column A on, as read and put right; null where the file is no table',
  })
  cells!: string[] | null;
  @ApiProperty({
    type: ImportQuestionView,
    nullable: true,
    description: 'As it will become; null where an error keeps it',
  })
  question!: ImportQuestionView | null;
  @ApiProperty({ type: [ImportProblemView] })
  problems!: ImportProblemView[];
  @ApiProperty()
  hasError!: boolean;
  @ApiProperty()
  leftOut!: boolean;
  @ApiProperty({
    type: String,
    enum: ['file', 'assessment', null],
    nullable: true,
    description: 'Where the same question stands already',
  })
  duplicateOf!: 'file' | 'assessment' | null;
}

export class ImportRowListView {
  @ApiProperty({ type: [ImportRowView] })
  items!: ImportRowView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toImportRowView(row: ImportRowRow): ImportRowView {
  const { question } = row;
  return {
    ordinal: row.ordinal,
    sheet: row.sheet,
    row: row.row_number,
    line: row.line,
    cells: row.cells && [...row.cells],
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
    duplicateOf: row.duplicate_of,
  };
}
