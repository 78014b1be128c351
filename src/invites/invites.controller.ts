import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
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
  CreateInvites,
  ExtraTimeBody,
  InviteListView,
  InviteResults,
  InviteView,
  ListInvitesQuery,
  ResendInvite,
  ResentInviteView,
} from './invites.dto.js';
import { InvitesService } from './invites.service.js';

@ApiTags('invites')
@Controller()
export class InvitesController {
  constructor(private readonly invites: InvitesService) {}

  @Post('assessments/:assessmentId/invites')
  @HttpCode(200)
  @Allow('invites.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: InviteResults })
  createAll(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Body() body: CreateInvites,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.invites.createAll(actor, assessmentId, body, request);
  }

  @Get('assessments/:assessmentId/invites')
  @Allow('invites.read')
  @ApiOkResponse({ type: InviteListView })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() page: ListInvitesQuery,
  ): Promise<InviteListView> {
    return this.invites.list(actor.employerId, assessmentId, page);
  }

  @Post('invites/:id/resend')
  @HttpCode(200)
  @Allow('invites.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: ResentInviteView })
  resend(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ResendInvite,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.invites.resend(actor, id, body, request);
  }

  @Put('invites/:id/extra-time')
  @Allow('invites.write')
  @ApiOkResponse({ type: InviteView })
  setExtraTime(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ExtraTimeBody,
  ): Promise<InviteView> {
    return this.invites.setExtraTime(actor, id, body);
  }
}
