import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
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
  ExtendTime,
  ReopenAttempt,
  ReopenedAttemptView,
  TimeChangeListView,
  TimeExtensionView,
} from './attempt-times.dto.js';
import { AttemptTimesService } from './attempt-times.service.js';

@ApiTags('attempts')
@Controller()
export class AttemptTimesController {
  constructor(private readonly times: AttemptTimesService) {}

  @Post('assessments/:id/time-extensions')
  @HttpCode(200)
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: TimeExtensionView })
  extend(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ExtendTime,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.times.extend(actor, id, body, request);
  }

  @Post('attempts/:id/reopen')
  @HttpCode(200)
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: ReopenedAttemptView })
  reopen(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ReopenAttempt,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.times.reopen(actor, id, body, request);
  }

  @Get('attempts/:id/time-changes')
  @Allow('results.read')
  @ApiOkResponse({ type: TimeChangeListView })
  list(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<TimeChangeListView> {
    return this.times.list(actor.employerId, id);
  }
}
