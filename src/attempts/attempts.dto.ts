import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, Matches, MaxLength } from 'class-validator';

import { EmailAddress, PlainText } from '../common/http/plain-text.decorator.js';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import type { LandingRow } from './candidate.queries.js';

export class StartByLink {
  @ApiProperty({ format: 'email' })
  @EmailAddress()
  email!: string;

  @ApiProperty({ maxLength: 200 })
  @PlainText({ maximum: 200 })
  name!: string;

  @ApiPropertyOptional({
    pattern: '^[0-9]{6}$',
    maxLength: 6,
    description: 'Where the link asks for it: the code that was sent to the address',
  })
  @MayBeAbsent()
  @Matches(/^[0-9]{6}$/, { message: 'code must be six digits' })
  code?: string;
}

export class InviteToken {
  @ApiProperty({ maxLength: 200 })
  @IsString()
  @MaxLength(200)
  token!: string;
}

export class StartByInvite extends InviteToken {
  @ApiPropertyOptional({ maxLength: 200, description: 'Used where the employer named no name' })
  @MayBeAbsent()
  @PlainText({ maximum: 200 })
  name?: string;
}

export class ScoringFactsView {
  @ApiProperty({ description: 'Some wrong answers cost points; an unanswered question never does' })
  wrongAnswersCost!: boolean;
  @ApiProperty({ description: 'Some partly right answers earn points' })
  partialCredit!: boolean;
}

export class LandingView {
  @ApiProperty()
  title!: string;
  @ApiProperty()
  description!: string;
  @ApiProperty()
  employerName!: string;
  @ApiProperty({ type: 'integer' })
  itemCount!: number;
  @ApiProperty({ type: 'integer', nullable: true })
  timeLimitMinutes!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  passMarkPercent!: number | null;
  @ApiProperty({ enum: ['none', 'score', 'outcomes'], description: 'What you will see afterwards' })
  reviewPolicy!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  opensAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  closesAt!: string | null;
  @ApiProperty({ enum: ['open', 'not_open_yet', 'closed', 'full'] })
  state!: string;
  @ApiProperty({
    description: 'Whether starting needs a code that is sent to the address; never by an invite',
  })
  requiresEmailVerification!: boolean;
  @ApiProperty()
  scoring!: ScoringFactsView;
}

export class OpenedInviteView extends LandingView {
  @ApiProperty({ description: 'The name under which you were invited; may be empty' })
  invitedName!: string;
  @ApiProperty()
  invitedEmail!: string;
  @ApiProperty({ enum: ['not_started', 'in_progress', 'finished'] })
  attemptState!: string;
  @ApiProperty({
    type: 'integer',
    nullable: true,
    description: 'The time limit with what this invite adds to it, from the start on; null: no limit',
  })
  ownTimeLimitSeconds!: number | null;
}

export class StartedAttemptView {
  @ApiProperty({ format: 'uuid' })
  attemptId!: string;
  @ApiProperty({
    description: 'Send it as Authorization: Bearer; starting again in the same way gives the same token',
  })
  attemptToken!: string;
}

export class SavedAnswerView {
  @ApiProperty({ format: 'uuid' })
  questionId!: string;
  @ApiProperty({
    enum: ['saved', 'stale'],
    description: 'stale: the server already has this or a newer answer',
  })
  outcome!: string;
  @ApiProperty({ type: 'integer', description: 'The sequence of the answer that the server has' })
  clientSeq!: number;
  @ApiProperty({ format: 'date-time' })
  savedAt!: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'By the server; null: no limit' })
  remainingMilliseconds!: number | null;
}

export class WriterView {
  @ApiProperty({
    type: 'integer',
    description: 'To be sent with every answer: those of pages with an earlier number are refused',
  })
  writer!: number;
}

export class AttemptTimeView {
  @ApiProperty({ enum: ['in_progress', 'finished'] })
  state!: string;
  @ApiProperty({ type: 'integer', description: 'The page that took the attempt over last; 0: none has' })
  writer!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deadlineAt!: string | null;
  @ApiProperty({ format: 'date-time' })
  serverTime!: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'By the server; null: no limit' })
  remainingMilliseconds!: number | null;
}

export class PaperItemView {
  @ApiProperty({ format: 'uuid' })
  questionId!: string;
  @ApiProperty()
  kind!: string;
  @ApiProperty()
  text!: string;
  @ApiProperty()
  points!: number;
  @ApiProperty({ type: 'object', additionalProperties: true })
  content!: object;
}

export class StoredAnswerView {
  @ApiProperty({ format: 'uuid' })
  questionId!: string;
  @ApiProperty({
    nullable: true,
    oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }, { type: 'boolean' }],
  })
  response!: unknown;
  @ApiProperty({ type: 'integer' })
  clientSeq!: number;
  @ApiProperty({ format: 'date-time' })
  savedAt!: string;
}

export class PaperView {
  @ApiProperty({ enum: ['in_progress'] })
  state!: string;
  @ApiProperty()
  title!: string;
  @ApiProperty({ enum: ['one_by_one', 'all'], description: 'One question at a time, or all on one page' })
  presentation!: string;
  @ApiProperty({ format: 'date-time' })
  startedAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  deadlineAt!: string | null;
  @ApiProperty({ format: 'date-time' })
  serverTime!: string;
  @ApiProperty({ type: 'integer', nullable: true })
  remainingMilliseconds!: number | null;
  @ApiProperty({ type: [PaperItemView] })
  items!: PaperItemView[];
  @ApiProperty({ type: [StoredAnswerView] })
  answers!: StoredAnswerView[];
}

export function toLandingView(row: LandingRow, state: LandingRow['state'] | 'full' = row.state): LandingView {
  return {
    title: row.title,
    description: row.description,
    employerName: row.employer_name,
    itemCount: row.item_count,
    timeLimitMinutes: row.time_limit_minutes,
    passMarkPercent: row.pass_mark_percent === null ? null : Number(row.pass_mark_percent),
    reviewPolicy: row.review_policy,
    opensAt: row.opens_at?.toISOString() ?? null,
    closesAt: row.closes_at?.toISOString() ?? null,
    state,
    requiresEmailVerification: row.requires_email_verification,
    scoring: { wrongAnswersCost: row.wrong_answers_cost, partialCredit: row.partial_credit },
  };
}
