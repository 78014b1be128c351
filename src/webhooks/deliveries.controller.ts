import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import type { Reply } from '../common/http/reply.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import {
  DeliveryDetailView,
  DeliveryListView,
  ListDeliveriesQuery,
  Redeliver,
  RedeliveredView,
  RedeliverFailed,
} from './deliveries.dto.js';
import { DeliveriesService } from './deliveries.service.js';

@ApiTags('webhooks')
@Controller('webhooks/:webhookId')
export class DeliveriesController {
  constructor(private readonly deliveries: DeliveriesService) {}

  /** Sends a message of the type `ping`, whatever the filter says. */
  @Post('test')
  @HttpCode(202)
  @Allow('webhooks.write')
  @TakesIdempotencyKey()
  @ApiAcceptedResponse({ type: DeliveryDetailView })
  ping(
    @CurrentActor() actor: Actor,
    @Param('webhookId', IdPipe) webhookId: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.deliveries.ping(actor, webhookId, request);
  }

  @Get('deliveries')
  @Allow('webhooks.read')
  @ApiOkResponse({ type: DeliveryListView })
  list(
    @CurrentActor() actor: Actor,
    @Param('webhookId', IdPipe) webhookId: string,
    @Query() page: ListDeliveriesQuery,
  ): Promise<DeliveryListView> {
    return this.deliveries.list(actor.employerId, webhookId, page);
  }

  @Get('deliveries/:id')
  @Allow('webhooks.read')
  @ApiOkResponse({ type: DeliveryDetailView })
  show(
    @CurrentActor() actor: Actor,
    @Param('webhookId', IdPipe) webhookId: string,
    @Param('id', IdPipe) id: string,
  ): Promise<DeliveryDetailView> {
    return this.deliveries.show(actor.employerId, webhookId, id);
  }

  @Post('deliveries/:id/redeliver')
  @HttpCode(200)
  @Allow('webhooks.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: DeliveryDetailView })
  redeliver(
    @CurrentActor() actor: Actor,
    @Param('webhookId', IdPipe) webhookId: string,
    @Param('id', IdPipe) id: string,
    @Body() body: Redeliver,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.deliveries.redeliver(actor, webhookId, id, body, request);
  }

  /** Sends again what is dead or was kept while the webhook was disabled, the oldest first. */
  @Post('redeliver')
  @HttpCode(200)
  @Allow('webhooks.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: RedeliveredView })
  redeliverFailed(
    @CurrentActor() actor: Actor,
    @Param('webhookId', IdPipe) webhookId: string,
    @Body() body: RedeliverFailed,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.deliveries.redeliverFailed(actor, webhookId, body, request);
  }
}
