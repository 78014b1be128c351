import { Body, Controller, Get, HttpCode, Patch, Post, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Allow, CurrentActor, Public } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import {
  ChangePasswordBody,
  ChangeProfileBody,
  ConfirmResetBody,
  JoinBody,
  RequestResetBody,
  RequestResetView,
  SessionView,
  SignInBody,
  SignUpBody,
  SignUpView,
} from './auth.dto.js';
import { JoinService } from './join.service.js';
import { OwnPageGuard } from './own-page.guard.js';
import { PasswordResetService } from './password-reset.service.js';
import { SessionCookies } from './session-cookies.js';
import { SessionService } from './session.service.js';
import { SignInService } from './sign-in.service.js';
import { SignUpService } from './sign-up.service.js';

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signUps: SignUpService,
    private readonly signIns: SignInService,
    private readonly joins: JoinService,
    private readonly resets: PasswordResetService,
    private readonly sessions: SessionService,
    private readonly cookies: SessionCookies,
  ) {}

  @Post('sign-up')
  @Public()
  @UseGuards(OwnPageGuard)
  @HttpCode(202)
  @ApiOperation({ summary: 'Register an employer with its first owner, who then signs in' })
  @ApiAcceptedResponse({ type: SignUpView })
  signUp(@Body() body: SignUpBody, @Req() request: FastifyRequest): Promise<SignUpView> {
    return this.signUps.signUp(body, request.ip);
  }

  @Post('sign-in')
  @Public()
  @UseGuards(OwnPageGuard)
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign in; the session is a cookie' })
  @ApiOkResponse({ type: SessionView })
  async signIn(
    @Body() body: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionView> {
    const signedIn = await this.signIns.signIn(body, this.cookies.read(request), request.ip);
    this.cookies.write(reply, signedIn);
    return signedIn.view;
  }

  @Post('join')
  @Public()
  @UseGuards(OwnPageGuard)
  @HttpCode(204)
  @ApiOperation({ summary: 'Accept the invitation to become a member' })
  @ApiNoContentResponse()
  join(@Body() body: JoinBody, @Req() request: FastifyRequest): Promise<void> {
    return this.joins.join(body, request.ip);
  }

  @Post('password-reset')
  @Public()
  @UseGuards(OwnPageGuard)
  @HttpCode(202)
  @ApiOperation({ summary: 'Have a link sent with which a new password is set' })
  @ApiAcceptedResponse({ type: RequestResetView })
  requestReset(@Body() body: RequestResetBody, @Req() request: FastifyRequest): Promise<RequestResetView> {
    return this.resets.request(body, request.ip);
  }

  @Post('password-reset/confirm')
  @Public()
  @UseGuards(OwnPageGuard)
  @HttpCode(204)
  @ApiOperation({ summary: 'Set a new password by the link; ends all sessions of the person' })
  @ApiNoContentResponse()
  confirmReset(@Body() body: ConfirmResetBody): Promise<void> {
    return this.resets.confirm(body);
  }

  @Get('session')
  @Allow('session.own')
  @ApiOkResponse({ type: SessionView })
  session(@CurrentActor() actor: Actor): Promise<SessionView> {
    return this.sessions.show(actor);
  }

  @Patch('profile')
  @Allow('session.own')
  @ApiOperation({ summary: 'Choose the language of the own mails' })
  @ApiHeader({ name: 'X-Assay-Request', required: true, schema: { type: 'string', enum: ['1'] } })
  @ApiOkResponse({ type: SessionView })
  changeProfile(@CurrentActor() actor: Actor, @Body() body: ChangeProfileBody): Promise<SessionView> {
    return this.sessions.changeProfile(actor, body);
  }

  @Post('sign-out')
  @Allow('session.own')
  @HttpCode(204)
  @ApiHeader({ name: 'X-Assay-Request', required: true, schema: { type: 'string', enum: ['1'] } })
  @ApiNoContentResponse()
  async signOut(
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.signOut(actor);
    this.cookies.clear(reply);
  }

  @Post('password')
  @Allow('session.own')
  @HttpCode(204)
  @ApiOperation({ summary: 'Set another password; ends all other sessions of the person' })
  @ApiHeader({ name: 'X-Assay-Request', required: true, schema: { type: 'string', enum: ['1'] } })
  @ApiNoContentResponse()
  changePassword(@CurrentActor() actor: Actor, @Body() body: ChangePasswordBody): Promise<void> {
    return this.sessions.changePassword(actor, body);
  }
}
