import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { EventRow } from './events.queries.js';

export class ListEventsQuery {
  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    default: 0,
    description: 'The sequence of the last event that you have',
  })
  @IsOptional()
  @Matches(/^(0|[1-9][0-9]{0,17})$/, { message: 'after must be a whole number' })
  after?: string;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Matches(/^([1-9]|[1-9][0-9]|1[0-9]{2}|200)$/, { message: 'limit must be a whole number from 1 to 200' })
  limit?: string;
}

export class EventView {
  @ApiProperty({ description: 'Counts from 1 without a gap within the employer' })
  sequence!: number;
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  type!: string;
  @ApiProperty({ format: 'date-time' })
  occurredAt!: string;
  @ApiProperty({ enum: ['member', 'api_key', 'candidate', 'system'] })
  actorType!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  actorId!: string | null;
  @ApiProperty()
  subjectType!: string;
  @ApiProperty({ format: 'uuid' })
  subjectId!: string;
  @ApiProperty({ type: 'object', additionalProperties: true })
  payload!: object;
}

export class EventListView {
  @ApiProperty({ type: [EventView] })
  items!: EventView[];
  @ApiProperty({ description: 'Send it as `after` to read on' })
  lastSequence!: number;
}

export function toEventView(row: EventRow): EventView {
  return {
    sequence: Number(row.sequence),
    id: row.id,
    type: row.type,
    occurredAt: row.occurred_at.toISOString(),
    actorType: row.actor_type,
    actorId: row.actor_id,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    payload: JSON.parse(row.payload) as object,
  };
}
