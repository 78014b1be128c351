import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { NotificationHead, NotificationRow } from './notifications.queries.js';

const wholeNumber = /^(0|[1-9][0-9]{0,14})$/;

export class ListNotificationsQuery {
  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    description: 'To catch up: those behind this number, the oldest first',
  })
  @IsOptional()
  @Matches(wholeNumber, { message: 'after must be a whole number' })
  after?: string;

  @ApiPropertyOptional({ type: Number, minimum: 0, description: 'The next page of the newest' })
  @IsOptional()
  @Matches(wholeNumber, { message: 'before must be a whole number' })
  before?: string;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Matches(/^([1-9]|[1-9][0-9]|1[0-9]{2}|200)$/, { message: 'limit must be a whole number from 1 to 200' })
  limit?: string;
}

export class FollowNotificationsQuery {
  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    description: 'The number of the last one that you have, for clients that cannot send Last-Event-ID',
  })
  @IsOptional()
  @Matches(wholeNumber, { message: 'after must be a whole number' })
  after?: string;
}

export class ReadNotifications {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Up to this one, and none that came later' })
  @IsInt()
  @Min(0)
  @Max(999_999_999_999_999)
  upTo!: number;
}

export class NotificationView {
  @ApiProperty({ description: 'Counts from 1 without a gap for each member' })
  sequence!: number;
  @ApiProperty({ description: 'The type of the event that it tells of' })
  type!: string;
  @ApiProperty({ format: 'uuid' })
  eventId!: string;
  @ApiProperty({ description: 'Of the event in the journal' })
  eventSequence!: number;
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
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty()
  read!: boolean;
}

export class UnreadView {
  @ApiProperty({ type: 'integer', description: 'Of those that are kept: 90 days, and a thousand at most' })
  unread!: number;
  @ApiProperty({ description: 'Of the newest; 0 where there never was one' })
  lastSequence!: number;
  @ApiProperty()
  readUpTo!: number;
}

export class NotificationListView extends UnreadView {
  @ApiProperty({ type: [NotificationView] })
  items!: NotificationView[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'What those of whom they speak are called now, by identifier',
  })
  names!: Record<string, string>;
}

export function toNotificationView(row: NotificationRow): NotificationView {
  return {
    sequence: row.sequence,
    type: row.type,
    eventId: row.event_id,
    eventSequence: Number(row.event_sequence),
    occurredAt: row.occurred_at.toISOString(),
    actorType: row.actor_type,
    actorId: row.actor_id,
    subjectType: row.subject_type,
    subjectId: row.subject_id,
    payload: JSON.parse(row.payload) as object,
    createdAt: row.created_at.toISOString(),
    read: row.is_read,
  };
}

export function toUnreadView(head: NotificationHead): UnreadView {
  return { unread: head.unread, lastSequence: head.sequence, readUpTo: head.read_up_to };
}
