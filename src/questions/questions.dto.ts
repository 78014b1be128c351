import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsUUID,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { DecimalNumber } from '../common/http/decimal-number.decorator.js';
import { PlainText } from '../common/http/plain-text.decorator.js';
import { MayBeAbsent, MayBeNull } from '../common/http/presence.decorators.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import { maximumQuestions } from '../assessments/assessment.rules.js';
import { questionKindNames, type QuestionKindName } from './kinds/question-kind.js';
import type { QuestionRow } from './questions.queries.js';

export class CreateQuestion {
  @ApiProperty({ enum: questionKindNames })
  @IsIn(questionKindNames)
  kind!: QuestionKindName;

  @ApiProperty({ maxLength: 10000 })
  @PlainText({ maximum: 10_000, multiline: true })
  text!: string;

  @ApiPropertyOptional({ type: String, maxLength: 200, nullable: true })
  @MayBeNull()
  @PlainText({ maximum: 200 })
  title?: string | null;

  @ApiPropertyOptional({ minimum: 0, maximum: 10000, multipleOf: 0.0001, default: 1 })
  @MayBeAbsent()
  @DecimalNumber({ maximumPlaces: 4 })
  @Min(0)
  @Max(10_000)
  points?: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'What candidates see, by kind; docs/questions.md',
  })
  @IsObject()
  content!: object;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'The right answers, by kind; docs/questions.md',
  })
  @IsObject()
  key!: object;

  @ApiPropertyOptional({ type: String, maxLength: 10000, nullable: true })
  @MayBeNull()
  @PlainText({ maximum: 10_000, multiline: true })
  explanation?: string | null;

  @ApiPropertyOptional({ type: String, maxLength: 200, nullable: true })
  @MayBeNull()
  @PlainText({ maximum: 200 })
  externalId?: string | null;

  @ApiPropertyOptional({ type: String, maxLength: 500, nullable: true })
  @MayBeNull()
  @PlainText({ maximum: 500 })
  category?: string | null;

  @ApiPropertyOptional({ type: 'array', items: { type: 'string', maxLength: 100 }, maxItems: 50 })
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(50)
  @PlainText({ maximum: 100, each: true })
  tags?: string[];

  @ApiPropertyOptional({ type: String, maxLength: 100, nullable: true })
  @MayBeNull()
  @PlainText({ maximum: 100 })
  difficulty?: string | null;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 86400,
    nullable: true,
    description: 'A recommendation to the candidate',
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(86_400)
  timeLimitSeconds?: number | null;
}

export class ChangeQuestion extends PartialType(CreateQuestion, { skipNullProperties: false }) {}

export class OrderQuestions {
  @ApiProperty({ type: [String], format: 'uuid', description: 'Every question of the assessment, once' })
  @IsArray()
  @ArrayMaxSize(maximumQuestions)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  questionIds!: string[];
}

export class ListQuestionsQuery extends PageQuery {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 2000, default: 50 })
  @IsOptional()
  @Matches(/^([1-9][0-9]{0,2}|1[0-9]{3}|2000)$/, { message: 'limit must be a whole number from 1 to 2000' })
  declare limit?: string;
}

export class QuestionView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ format: 'uuid' })
  assessmentId!: string;
  @ApiProperty({ type: 'integer' })
  position!: number;
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
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  importId!: string | null;
  @ApiProperty({ description: 'The value of If-Match for a change of this question' })
  etag!: string;
}

export class QuestionListView {
  @ApiProperty({ type: [QuestionView] })
  items!: QuestionView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toQuestionView(row: QuestionRow): QuestionView {
  return {
    id: row.id,
    assessmentId: row.assessment_id,
    position: row.position,
    kind: row.kind,
    text: row.text,
    title: row.title,
    points: Number(row.points),
    content: row.content,
    key: row.key,
    explanation: row.explanation,
    externalId: row.external_id,
    category: row.category,
    tags: [...row.tags],
    difficulty: row.difficulty,
    timeLimitSeconds: row.time_limit_seconds,
    importId: row.import_id,
    etag: `"v${row.revision}"`,
  };
}
