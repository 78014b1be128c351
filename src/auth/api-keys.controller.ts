import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import type { Reply } from '../common/http/reply.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import { ApiKeyListView, CreateApiKeyBody, NewApiKeyView } from './api-keys.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('api-keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly apiKeys: ApiKeysService) {}

  @Get()
  @Allow('api-keys.read')
  @ApiOkResponse({ type: ApiKeyListView })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<ApiKeyListView> {
    return this.apiKeys.list(actor, page);
  }

  @Post()
  @Allow('api-keys.write')
  @TakesIdempotencyKey()
  @ApiCreatedResponse({ type: NewApiKeyView })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateApiKeyBody,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.apiKeys.create(actor, body, request);
  }

  @Delete(':id')
  @Allow('api-keys.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  revoke(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.apiKeys.revoke(actor, id);
  }
}
