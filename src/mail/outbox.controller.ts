import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import { OutboxMailView, OutboxView } from './outbox.dto.js';
import { OutboxService } from './outbox.service.js';

@ApiTags('outbox')
@Controller('outbox')
export class OutboxController {
  constructor(private readonly outbox: OutboxService) {}

  /** Mails that had no server to go to, the newest first. Links of members are for owners alone. */
  @Get()
  @Allow('outbox.read')
  @ApiOkResponse({ type: OutboxView })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<OutboxView> {
    return this.outbox.list(actor, page);
  }

  @Get(':id')
  @Allow('outbox.read')
  @ApiOkResponse({ type: OutboxMailView })
  show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<OutboxMailView> {
    return this.outbox.show(actor, id);
  }
}
