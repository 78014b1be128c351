import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { questionKindNames, type QuestionKindName } from '../questions/kinds/question-kind.js';
import { ImportProblemView, toProblemView } from './import-problem.dto.js';
import type { ImportRowRow } from './import-rows.queries.js';

export class ChangeImportRow {
  @ApiProperty({ description: 'A row that is left out is not committed' })
  @IsBoolean()
  leftOut!: boolean;
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
