import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { EventListView, ListEventsQuery } from './events.dto.js';
import { EventsService } from './events.service.js';

@ApiTags('events')
@Controller('events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @Allow('events.read')
  @ApiOkResponse({ type: EventListView })
  list(@CurrentActor() actor: Actor, @Query() page: ListEventsQuery): Promise<EventListView> {
    return this.events.list(actor.employerId, page);
  }
}
