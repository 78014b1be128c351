import { ApiExtraModels, ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsObject, Max, Min } from 'class-validator';
import { PlainText } from '../common/http/plain-text.decorator.js';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { extensionOutcomes, mostAttempts, type ExtensionOutcome } from './attempt-times.rules.js';
import type { ExtendedAttemptRow, TimeChangeRow } from './attempt-times.queries.js';

export const mostMinutes = 1_440;

export class AttemptFilter {
  @ApiPropertyOptional({
    type: [String],
    minItems: 1,
    maxItems: mostAttempts,
    description: 'Addresses of candidates',
  })
  emails?: string[];
  @ApiPropertyOptional({ format: 'date-time' })
  startedAfter?: string;
  @ApiPropertyOptional({ format: 'date-time' })
  startedBefore?: string;
}

export class NamedAttempts {
  @ApiProperty({ type: [String], format: 'uuid', minItems: 1, maxItems: mostAttempts })
  ids!: string[];
}

export class FilteredAttempts {
  @ApiProperty({ description: 'All that is named must hold; running attempts only' })
  filter!: AttemptFilter;
}

export class AllAttempts {
  @ApiProperty({ enum: [true], description: 'Every running attempt of the assessment' })
  all!: true;
}

class TimeChange {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: mostMinutes })
  @IsInt()
  @Min(1)
  @Max(mostMinutes)
  minutes!: number;

  @ApiProperty({ maxLength: 500, description: 'Kept with the change; candidates do not see it' })
  @PlainText({ maximum: 500, multiline: true })
  reason!: string;
}

@ApiExtraModels(NamedAttempts, FilteredAttempts, AllAttempts)
export class ExtendTime extends TimeChange {
  // One of three forms: judged as a whole by readSelection.
  @ApiProperty({
    oneOf: [NamedAttempts, FilteredAttempts, AllAttempts].map((form) => ({ $ref: getSchemaPath(form) })),
  })
  @IsObject()
  attempts!: object;

  @ApiPropertyOptional({
    default: false,
    description: 'Also beyond the moment at which the version closes, which is the latest deadline otherwise',
  })
  @MayBeAbsent()
  @IsBoolean()
  pastClosing?: boolean;
}

export class ReopenAttempt extends TimeChange {}

export class ExtendedAttemptView {
  @ApiProperty({ format: 'uuid' })
  attemptId!: string;
  @ApiProperty({
    enum: extensionOutcomes,
    description:
      'ended: it had ended before; unlimited: it has no deadline; at_closing: its deadline is that of the version',
  })
  outcome!: ExtensionOutcome;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'As it is now' })
  deadlineAt!: string | null;
}

export class TimeExtensionView {
  @ApiProperty({
    format: 'uuid',
    nullable: true,
    type: String,
    description: 'Of the act, as the journal names it',
  })
  actId!: string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    description: 'How often each outcome',
  })
  counts!: Record<ExtensionOutcome, number>;
  @ApiProperty({
    type: [ExtendedAttemptView],
    description: `Named ids in their order; else what was found, the first ${mostAttempts} of it`,
  })
  attempts!: ExtendedAttemptView[];
}

export class ReopenedAttemptView {
  @ApiProperty({ format: 'uuid' })
  attemptId!: string;
  @ApiProperty({ format: 'date-time' })
  deadlineAt!: string;
  @ApiProperty({ format: 'uuid', description: 'Kept, and no longer counted' })
  supersededSubmissionId!: string;
}

export class TimeChangeView {
  @ApiProperty({ type: 'integer', description: 'Counts the changes of this attempt from 1' })
  revision!: number;
  @ApiProperty({ enum: ['extension', 'reopening'] })
  kind!: string;
  @ApiProperty({ format: 'uuid' })
  actId!: string;
  @ApiProperty({ type: 'integer', description: 'As asked for; the closing may have left less' })
  minutes!: number;
  @ApiProperty()
  reason!: string;
  @ApiProperty({ enum: ['member', 'api_key'] })
  actorType!: string;
  @ApiProperty({ format: 'uuid' })
  actorId!: string;
  @ApiProperty({ format: 'date-time' })
  fromDeadlineAt!: string;
  @ApiProperty({ format: 'date-time' })
  toDeadlineAt!: string;
  @ApiProperty({ format: 'date-time' })
  changedAt!: string;
}

export class TimeChangeListView {
  @ApiProperty({ type: [TimeChangeView], description: 'The newest first, at most 100' })
  items!: TimeChangeView[];
}

export function toExtendedAttemptView(row: ExtendedAttemptRow): ExtendedAttemptView {
  return {
    attemptId: row.attempt_id,
    outcome: row.outcome,
    deadlineAt: row.deadline_at?.toISOString() ?? null,
  };
}

export function toTimeChangeView(row: TimeChangeRow): TimeChangeView {
  return {
    revision: row.revision,
    kind: row.kind,
    actId: row.act_id,
    minutes: row.minutes,
    reason: row.reason,
    actorType: row.actor_type,
    actorId: row.actor_id,
    fromDeadlineAt: row.from_deadline_at.toISOString(),
    toDeadlineAt: row.to_deadline_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}
