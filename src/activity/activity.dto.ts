import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsUUID, Matches, MaxLength } from 'class-validator';
import { IsTimestamp } from '../common/http/timestamp.decorator.js';
import { EventView } from '../events/events.dto.js';

const typeList = /^[a-z_]+\.[a-z_]+(,[a-z_]+\.[a-z_]+)*$/;

export class FollowEventsQuery {
  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    description: 'The sequence of the last event that you have, for clients that cannot send Last-Event-ID',
  })
  @IsOptional()
  @Matches(/^(0|[1-9][0-9]{0,14})$/, { message: 'after must be a whole number' })
  after?: string;

  @ApiPropertyOptional({
    maxLength: 1000,
    description: 'Only events of these types, separated by commas',
  })
  @IsOptional()
  @MaxLength(1000)
  @Matches(typeList, { message: 'types must be types of events, separated by commas' })
  types?: string;
}

export class LookBackQuery {
  @ApiPropertyOptional({ type: Number, minimum: 0, description: 'nextBefore of the page before' })
  @IsOptional()
  @Matches(/^(0|[1-9][0-9]{0,14})$/, { message: 'before must be a whole number' })
  before?: string;

  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Matches(/^([1-9]|[1-9][0-9]|1[0-9]{2}|200)$/, { message: 'limit must be a whole number from 1 to 200' })
  limit?: string;

  @ApiPropertyOptional({
    maxLength: 1000,
    description: 'Only events of these types, separated by commas',
  })
  @IsOptional()
  @MaxLength(1000)
  @Matches(typeList, { message: 'types must be types of events, separated by commas' })
  types?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Only acts of this member, key or candidate' })
  @IsOptional()
  @IsUUID()
  actorId?: string;

  @ApiPropertyOptional({ format: 'uuid', description: 'Only what concerns this assessment' })
  @IsOptional()
  @IsUUID()
  assessmentId?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Not before this time' })
  @IsOptional()
  @IsTimestamp()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Before this time' })
  @IsOptional()
  @IsTimestamp()
  until?: string;
}

export class LookBackView {
  @ApiProperty({ type: [EventView], description: 'The newest first' })
  items!: EventView[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'What those of whom the events speak are called now, by identifier; for members alone',
  })
  names!: Record<string, string>;
  @ApiProperty({
    type: Number,
    nullable: true,
    description:
      'Send it as `before` to look further back; null at the end. A page looks at 10,000 events at most, so it may be short, or empty, and not the last',
  })
  nextBefore!: number | null;
  @ApiProperty({
    description: 'Of the newest event, whatever the filter: send it as `after` to follow the stream',
  })
  lastSequence!: number;
}
