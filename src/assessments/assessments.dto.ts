import { ApiProperty, ApiPropertyOptional, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, Max, Min } from 'class-validator';
import { DecimalNumber } from '../common/http/decimal-number.decorator.js';
import { PlainText } from '../common/http/plain-text.decorator.js';
import { MayBeAbsent, MayBeNull } from '../common/http/presence.decorators.js';
import { IsTimestamp } from '../common/http/timestamp.decorator.js';
import { defaultLanguage, languages, type Language } from '../mail/mail-message.js';
import {
  assessmentStatuses,
  type AssessmentStatus,
  type Presentation,
  type ReviewPolicy,
} from './assessment.rules.js';
import type { AssessmentFields, AssessmentRow } from './assessments.queries.js';

const reviewPolicies = ['none', 'score', 'outcomes'];
const presentations = ['one_by_one', 'all'];

export class CreateAssessment {
  @ApiProperty({ maxLength: 200 })
  @PlainText({ maximum: 200 })
  title!: string;

  @ApiPropertyOptional({ maxLength: 10000, default: '' })
  @MayBeAbsent()
  @PlainText({ maximum: 10_000, multiline: true, blank: true })
  description?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1440,
    nullable: true,
    description: 'null: no limit',
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(1440)
  timeLimitMinutes?: number | null;

  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    maximum: 100,
    multipleOf: 0.01,
    nullable: true,
    description: 'null: no pass mark',
  })
  @MayBeNull()
  @DecimalNumber({ maximumPlaces: 2 })
  @Min(0)
  @Max(100)
  passMarkPercent?: number | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  @MayBeNull()
  @IsTimestamp()
  opensAt?: string | null;

  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  @MayBeNull()
  @IsTimestamp()
  closesAt?: string | null;

  @ApiPropertyOptional({ default: false })
  @MayBeAbsent()
  @IsBoolean()
  shuffleQuestions?: boolean;

  @ApiPropertyOptional({ default: false })
  @MayBeAbsent()
  @IsBoolean()
  shuffleOptions?: boolean;

  @ApiPropertyOptional({
    enum: reviewPolicies,
    default: 'score',
    description:
      'What a candidate sees afterwards: nothing, the score, or the score and which answers were right',
  })
  @MayBeAbsent()
  @IsIn(reviewPolicies)
  reviewPolicy?: ReviewPolicy;

  @ApiPropertyOptional({
    enum: languages,
    default: defaultLanguage,
    description: 'Of the mails to candidates',
  })
  @MayBeAbsent()
  @IsIn(languages)
  language?: Language;

  @ApiPropertyOptional({
    default: false,
    description:
      'Whether candidates who start by the public link enter a code that is sent to their address. Counts at once, without a new version',
  })
  @MayBeAbsent()
  @IsBoolean()
  requireEmailVerification?: boolean;

  @ApiPropertyOptional({
    enum: presentations,
    default: 'one_by_one',
    description: 'Whether candidates see one question at a time or all of them on one page',
  })
  @MayBeAbsent()
  @IsIn(presentations)
  presentation?: Presentation;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 1_000_000,
    nullable: true,
    description: 'How many may start by the public link; invites do not count. null: any number',
  })
  @MayBeNull()
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  linkCapacity?: number | null;
}

export class ChangeAssessment extends PartialType(CreateAssessment, { skipNullProperties: false }) {
  @ApiPropertyOptional({ description: 'Whether the public link lets candidates start' })
  @MayBeAbsent()
  @IsBoolean()
  linkOpen?: boolean;
}

export class AssessmentView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty()
  description!: string;
  @ApiProperty({ type: 'integer', nullable: true })
  timeLimitMinutes!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  passMarkPercent!: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  opensAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  closesAt!: string | null;
  @ApiProperty()
  shuffleQuestions!: boolean;
  @ApiProperty()
  shuffleOptions!: boolean;
  @ApiProperty({ enum: reviewPolicies })
  reviewPolicy!: ReviewPolicy;
  @ApiProperty({ enum: languages })
  language!: Language;
  @ApiProperty({ enum: presentations })
  presentation!: Presentation;
  @ApiProperty({ type: 'integer', nullable: true })
  linkCapacity!: number | null;
  @ApiProperty({ enum: assessmentStatuses })
  status!: AssessmentStatus;
  @ApiProperty({ description: 'The last part of the public link' })
  slug!: string;
  @ApiProperty()
  linkOpen!: boolean;
  @ApiProperty()
  requireEmailVerification!: boolean;
  @ApiProperty({ type: 'integer', description: '0: never published' })
  latestVersionNumber!: number;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export function toAssessmentView(row: AssessmentRow): AssessmentView {
  return {
    id: row.id,
    title: row.title,
    description: row.description,
    timeLimitMinutes: row.time_limit_minutes,
    passMarkPercent: row.pass_mark_percent === null ? null : Number(row.pass_mark_percent),
    opensAt: row.opens_at?.toISOString() ?? null,
    closesAt: row.closes_at?.toISOString() ?? null,
    shuffleQuestions: row.shuffle_questions,
    shuffleOptions: row.shuffle_options,
    reviewPolicy: row.review_policy,
    language: row.language,
    presentation: row.presentation,
    linkCapacity: row.link_capacity,
    status: row.status,
    slug: row.slug,
    linkOpen: row.link_open,
    requireEmailVerification: row.require_email_verification,
    latestVersionNumber: row.latest_version_number,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

/** The columns that a body sets; what it leaves out is left out here too. */
export function toAssessmentFields(body: ChangeAssessment): Partial<AssessmentFields> {
  const fields: Partial<Record<keyof AssessmentFields, unknown>> = {
    title: body.title,
    description: body.description,
    time_limit_minutes: body.timeLimitMinutes,
    pass_mark_percent: body.passMarkPercent,
    opens_at: body.opensAt,
    closes_at: body.closesAt,
    shuffle_questions: body.shuffleQuestions,
    shuffle_options: body.shuffleOptions,
    review_policy: body.reviewPolicy,
    language: body.language,
    presentation: body.presentation,
    link_capacity: body.linkCapacity,
    link_open: body.linkOpen,
    require_email_verification: body.requireEmailVerification,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
