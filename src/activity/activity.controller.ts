import { Controller, Get, Header, Headers, Query, StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { FollowEventsQuery, LookBackQuery, LookBackView } from './activity.dto.js';
import { ActivityService } from './activity.service.js';
import { LookBackService } from './look-back.service.js';

@ApiTags('events')
@Controller('events')
export class ActivityController {
  constructor(
    private readonly activity: ActivityService,
    private readonly lookBack: LookBackService,
  ) {}

  @Get('newest')
  @Allow('events.read')
  @ApiOkResponse({ type: LookBackView })
  listNewest(@CurrentActor() actor: Actor, @Query() query: LookBackQuery): Promise<LookBackView> {
    return this.lookBack.list(actor, query);
  }

  @Get('stream')
  @Allow('events.read')
  @Header('cache-control', 'no-store')
  @Header('x-accel-buffering', 'no')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on behind this event' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: { type: 'string' },
    description:
      'Each event as `GET /events` shows it, under its type, its sequence as id. First `reset` with `lastSequence` for who sends no place, or one that is not in the journal',
  })
  async follow(
    @CurrentActor() actor: Actor,
    @Query() query: FollowEventsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Promise<StreamableFile> {
    const stream = await this.activity.follow(actor, query, lastEventId);
    return new StreamableFile(stream, { type: 'text/event-stream' });
  }
}
