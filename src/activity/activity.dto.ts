import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches, MaxLength } from 'class-validator';

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
  @Matches(/^[a-z_]+\.[a-z_]+(,[a-z_]+\.[a-z_]+)*$/, {
    message: 'types must be types of events, separated by commas',
  })
  types?: string;
}
