import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IfMatch, NeedsIfMatch } from '../common/http/conditional.js';
import { IdPipe } from '../common/http/id.pipe.js';
import type { Reply } from '../common/http/reply.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import {
  ChangeWebhook,
  CreateWebhook,
  OfferedEventListView,
  WebhookListView,
  WebhookView,
  WebhookWithSecretView,
} from './endpoints.dto.js';
import { EndpointsService } from './endpoints.service.js';

@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(private readonly endpoints: EndpointsService) {}

  @Get()
  @Allow('webhooks.read')
  @ApiOkResponse({ type: WebhookListView })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<WebhookListView> {
    return this.endpoints.list(actor.employerId, page);
  }

  @Post()
  @Allow('webhooks.write')
  @TakesIdempotencyKey()
  @ApiCreatedResponse({ type: WebhookWithSecretView })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateWebhook,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.endpoints.create(actor, body, request);
  }

  @Get('event-types')
  @Allow('webhooks.read')
  @ApiOkResponse({ type: OfferedEventListView })
  listEventTypes(): OfferedEventListView {
    return this.endpoints.listEventTypes();
  }

  @Get(':id')
  @Allow('webhooks.read')
  @ApiOkResponse({ type: WebhookView })
  show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Reply> {
    return this.endpoints.show(actor.employerId, id);
  }

  @Patch(':id')
  @Allow('webhooks.write')
  @NeedsIfMatch()
  @ApiOkResponse({ type: WebhookView })
  change(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @IfMatch() revision: string,
    @Body() body: ChangeWebhook,
  ): Promise<Reply> {
    return this.endpoints.change(actor, id, revision, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('webhooks.write')
  @NeedsIfMatch()
  @ApiNoContentResponse()
  remove(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @IfMatch() revision: string,
  ): Promise<void> {
    return this.endpoints.remove(actor, id, revision);
  }

  /** Messages are signed with the old secret too for a day. */
  @Post(':id/rotate-secret')
  @HttpCode(200)
  @Allow('webhooks.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: WebhookWithSecretView })
  rotateSecret(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.endpoints.rotateSecret(actor, id, request);
  }
}
