import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Post,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import type { Reply } from '../common/http/reply.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import {
  FollowNotificationsQuery,
  ListNotificationsQuery,
  NotificationListView,
  ReadNotifications,
  UnreadView,
} from './notifications.dto.js';
import { NotificationsService } from './notifications.service.js';

@ApiTags('notifications')
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Get()
  @Allow('session.own')
  @ApiOkResponse({
    type: NotificationListView,
    description: 'The newest first; with `after` those behind it, the oldest first',
  })
  list(@CurrentActor() actor: Actor, @Query() page: ListNotificationsQuery): Promise<NotificationListView> {
    return this.notifications.list(actor, page);
  }

  @Get('unread-count')
  @Allow('session.own')
  @ApiOkResponse({ type: UnreadView })
  countUnread(@CurrentActor() actor: Actor): Promise<UnreadView> {
    return this.notifications.countUnread(actor);
  }

  @Post('read')
  @HttpCode(200)
  @Allow('session.own')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: UnreadView, description: 'Never goes back' })
  read(
    @CurrentActor() actor: Actor,
    @Body() body: ReadNotifications,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.notifications.read(actor, body.upTo, request);
  }

  @Get('stream')
  @Allow('session.own')
  @Header('cache-control', 'no-store')
  @Header('x-accel-buffering', 'no')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on behind this notification' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: { type: 'string' },
    description:
      '`notification` as the list shows it, its sequence as id. First `reset` with the counts for who sends no place, or one that is not kept',
  })
  async follow(
    @CurrentActor() actor: Actor,
    @Query() query: FollowNotificationsQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Promise<StreamableFile> {
    const stream = await this.notifications.follow(actor, query, lastEventId);
    return new StreamableFile(stream, { type: 'text/event-stream' });
  }
}
