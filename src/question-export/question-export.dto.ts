import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { exportFormats, type ExportFormat } from './writers/index.js';
import type { LossList } from './loss-list.js';

export class ExportQuery {
  @ApiPropertyOptional({ enum: exportFormats, default: 'csv' })
  @IsOptional()
  @IsIn(exportFormats)
  format?: ExportFormat;
}

export class ExportLossView {
  @ApiProperty({ format: 'uuid' })
  questionId!: string;
  @ApiProperty({ type: String, nullable: true })
  externalId!: string | null;
  @ApiProperty({ type: String, nullable: true })
  title!: string | null;
  @ApiProperty({ type: 'integer', description: 'Place in the assessment, from 1' })
  position!: number;
  @ApiProperty({ description: 'Stable, in snake case' })
  code!: string;
  @ApiProperty({ description: 'What is left out, and what stands there instead' })
  message!: string;
}

export class ExportLossCountView {
  @ApiProperty()
  code!: string;
  @ApiProperty({ type: 'integer', description: 'Of questions' })
  count!: number;
}

export class ExportLossesView {
  @ApiProperty({ enum: exportFormats })
  format!: ExportFormat;
  @ApiProperty({ type: 'integer' })
  questionCount!: number;
  @ApiProperty({ type: 'integer', description: 'Of questions that lose something' })
  affectedQuestionCount!: number;
  @ApiProperty({ type: 'integer', description: 'The true number; the list is cut at 1,000' })
  lossCount!: number;
  @ApiProperty({ type: [ExportLossCountView], description: 'By code, the most frequent first' })
  counts!: ExportLossCountView[];
  @ApiProperty({ type: [ExportLossView], maxItems: 1000 })
  losses!: ExportLossView[];
}

export function toLossesView(format: ExportFormat, list: LossList): ExportLossesView {
  return {
    format,
    questionCount: list.questions,
    affectedQuestionCount: list.affectedQuestions,
    lossCount: list.total,
    counts: list.counts().map(({ code, count }) => ({ code, count })),
    losses: list.kept.map(({ question, code, message }) => ({
      questionId: question.id,
      externalId: question.externalId,
      title: question.title,
      position: question.position,
      code,
      message,
    })),
  };
}
