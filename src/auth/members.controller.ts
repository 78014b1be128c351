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
import { InvitationsService } from './invitations.service.js';
import {
  ChangeRoleBody,
  InvitationListView,
  InviteMemberBody,
  MemberListView,
  MemberView,
  NewInvitationView,
} from './members.dto.js';
import { MembersService } from './members.service.js';

@ApiTags('members')
@Controller('members')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly invitations: InvitationsService,
  ) {}

  @Get()
  @Allow('members.read')
  @ApiOkResponse({ type: MemberListView })
  list(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<MemberListView> {
    return this.members.list(actor, page);
  }

  /** Invites: the answer shows the token once, and whoever has it can join for seven days. */
  @Post()
  @Allow('members.write')
  @TakesIdempotencyKey()
  @ApiCreatedResponse({ type: NewInvitationView })
  invite(
    @CurrentActor() actor: Actor,
    @Body() body: InviteMemberBody,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.invitations.invite(actor, body, request);
  }

  @Get('invitations')
  @Allow('members.write')
  @ApiOkResponse({ type: InvitationListView })
  listInvitations(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<InvitationListView> {
    return this.invitations.list(actor, page);
  }

  @Delete('invitations/:id')
  @Allow('members.write')
  @HttpCode(204)
  @ApiNoContentResponse()
  revokeInvitation(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.invitations.revoke(actor, id);
  }

  @Get(':id')
  @Allow('members.read')
  @ApiOkResponse({ type: MemberView })
  show(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Reply> {
    return this.members.show(actor, id);
  }

  @Patch(':id')
  @Allow('members.write')
  @NeedsIfMatch()
  @ApiOkResponse({ type: MemberView })
  changeRole(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @IfMatch() revision: string,
    @Body() body: ChangeRoleBody,
  ): Promise<Reply> {
    return this.members.changeRole(actor, id, revision, body);
  }

  @Delete(':id')
  @Allow('members.write')
  @NeedsIfMatch()
  @HttpCode(204)
  @ApiNoContentResponse()
  remove(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @IfMatch() revision: string,
  ): Promise<void> {
    return this.members.remove(actor, id, revision);
  }
}
