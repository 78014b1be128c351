import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
} from 'class-validator';
import { PlainText } from '../common/http/plain-text.decorator.js';
import { MayBeAbsent, MayBeNull } from '../common/http/presence.decorators.js';
import { IsTimestamp } from '../common/http/timestamp.decorator.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import {
  inviteMailOf,
  inviteMailStates,
  type InviteMail,
  type InviteMailState,
} from './invite-mail.rules.js';
import {
  inviteOutcomes,
  inviteStatuses,
  mostExtraMinutes,
  mostExtraPercent,
  type InviteOutcome,
  type InviteStatus,
} from './invite.rules.js';
import type { InviteRow } from './invites.queries.js';

export const mostInvites = 1_000;

/** What an invite adds to the time that its version gives. At most one of the two. */
export class ExtraTimeBody {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: mostExtraPercent,
    nullable: true,
    description: 'Of the time limit',
  })
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(mostExtraPercent)
  extraTimePercent?: number | null;
  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: mostExtraMinutes, nullable: true })
  @MayBeNull()
  @IsInt()
  @Min(0)
  @Max(mostExtraMinutes)
  extraMinutes?: number | null;
}

export class NewInviteRow extends ExtraTimeBody {
  @ApiProperty({ maxLength: 254, description: 'Blanks around it are dropped' })
  email!: string;
  @ApiPropertyOptional({ type: String, maxLength: 200, nullable: true })
  name?: string | null;
  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true })
  expiresAt?: string | null;
  @ApiPropertyOptional({
    type: String,
    maxLength: 64,
    nullable: true,
    description:
      'IANA name of where the candidate lives, for quiet hours; otherwise that of the reminders of the assessment',
  })
  timeZone?: string | null;
}

export class CreateInvites {
  // No validator looks into the rows: each is judged by itself and answered with its own outcome.
  @ApiProperty({ type: [NewInviteRow], minItems: 1, maxItems: mostInvites })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(mostInvites)
  invites!: unknown[];

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'For rows that name none; 30 days ahead by default, at most a year',
  })
  @MayBeAbsent()
  @IsTimestamp()
  expiresAt?: string;

  @ApiPropertyOptional({
    default: true,
    description: 'Whether the link goes out by mail too, as soon as the assessment is open',
  })
  @MayBeAbsent()
  @IsBoolean()
  sendMail?: boolean;
}

export class InviteResult {
  @ApiProperty({ type: 'integer', description: 'The place of the row in the request, counted from 0' })
  index!: number;
  @ApiProperty({ enum: inviteOutcomes })
  outcome!: InviteOutcome;
  @ApiProperty({ type: String, nullable: true, description: 'As read; null where it could not be' })
  email!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why there is no new invite' })
  detail!: string | null;
  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The new invite, or the one that stands',
  })
  id!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Shown once; null in a repeated answer' })
  token!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Shown once, as the token in it' })
  link!: string | null;
}

export class InviteResults {
  @ApiProperty({ type: 'integer' })
  createdCount!: number;
  @ApiProperty({ type: [InviteResult], description: 'One for each row, in the order of the request' })
  results!: InviteResult[];
}

export class ListInvitesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: inviteStatuses })
  @IsOptional()
  @IsIn(inviteStatuses)
  status?: InviteStatus;

  @ApiPropertyOptional({ maxLength: 254, description: 'A part of the address or the name' })
  @IsOptional()
  @PlainText({ maximum: 254 })
  q?: string;
}

export class ResendInvite {
  @ApiPropertyOptional({ format: 'date-time', description: '30 days ahead by default, at most a year' })
  @MayBeAbsent()
  @IsTimestamp()
  expiresAt?: string;

  @ApiPropertyOptional({
    default: true,
    description: 'Whether the link goes out by mail too, as soon as the assessment is open',
  })
  @MayBeAbsent()
  @IsBoolean()
  sendMail?: boolean;
}

export class InviteMailView {
  @ApiProperty({
    enum: inviteMailStates,
    description: 'waiting: for the assessment to open. failed: given up; an operator can have it tried again',
  })
  state!: InviteMailState;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When it was sent or given up',
  })
  at!: string | null;
}

export class InviteView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  email!: string;
  @ApiProperty()
  name!: string;
  @ApiProperty({ enum: inviteStatuses })
  status!: InviteStatus;
  @ApiProperty({ format: 'date-time' })
  expiresAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt!: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: 'integer' })
  sentCount!: number;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  attemptId!: string | null;
  @ApiProperty({ type: String, nullable: true })
  timeZone!: string | null;
  @ApiProperty({ description: 'The candidate wants no reminders from this employer' })
  optedOut!: boolean;
  @ApiProperty({ type: 'integer' })
  remindersSent!: number;
  @ApiProperty({
    type: InviteMailView,
    nullable: true,
    description: 'The newest invitation mail; null where none is wanted',
  })
  lastMail!: InviteMailView | null;
  @ApiProperty({ type: 'integer', nullable: true })
  extraTimePercent!: number | null;
  @ApiProperty({ type: 'integer', nullable: true })
  extraMinutes!: number | null;
}

export class ResentInviteView extends InviteView {
  @ApiProperty({ type: String, nullable: true, description: 'Shown once; null in a repeated answer' })
  token!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Shown once, as the token in it' })
  link!: string | null;
}

export class InviteListView {
  @ApiProperty({ type: [InviteView] })
  items!: InviteView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toInviteView(row: InviteRow): InviteView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    status: row.status,
    expiresAt: row.expires_at.toISOString(),
    revokedAt: row.revoked_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    sentCount: row.sent_count,
    attemptId: row.attempt_id,
    timeZone: row.time_zone,
    optedOut: row.has_opted_out,
    remindersSent: row.reminder_count,
    lastMail: toInviteMailView(inviteMailOf(row)),
    extraTimePercent: row.extra_time_percent,
    extraMinutes: row.extra_minutes,
  };
}

function toInviteMailView(mail: InviteMail | undefined): InviteMailView | null {
  return mail === undefined ? null : { state: mail.state, at: mail.at?.toISOString() ?? null };
}
