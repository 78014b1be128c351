import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Put,
  Req,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiExtraModels,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import { AttemptStreamsService } from '../attempts/attempt-streams.service.js';
import type { FastifyRequest } from 'fastify';
import {
  AttemptTimeView,
  LandingView,
  OpenedInviteView,
  InviteToken,
  PaperView,
  SavedAnswerView,
  StartByInvite,
  StartByLink,
  StartedAttemptView,
  WriterView,
} from '../attempts/attempts.dto.js';
import { SaveAnswer, SaveAnswerBody } from '../attempts/save-answer.dto.js';
import { StartService } from '../attempts/start.service.js';
import { CurrentCandidate, ForCandidate, Public } from '../common/access/access.decorators.js';
import type { CandidateCredentials } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import type { Reply } from '../common/http/reply.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import { CandidateService } from './candidate.service.js';
import { CandidateResultView, EndedAttemptView, ReceiptView } from './submissions.dto.js';

@ApiTags('candidate')
@ApiExtraModels(PaperView, EndedAttemptView)
@Controller('public')
export class CandidateController {
  constructor(
    private readonly candidates: CandidateService,
    private readonly starting: StartService,
    private readonly streams: AttemptStreamsService,
  ) {}

  @Get('assessments/:slug')
  @Public()
  @ApiOkResponse({ type: LandingView })
  landing(@Param('slug') slug: string): Promise<LandingView> {
    return this.starting.landing(slug);
  }

  /** The Idempotency-Key is part of the start: with the same key and address the same attempt and token come back. */
  @Post('assessments/:slug/attempts')
  @Public()
  @TakesIdempotencyKey({ required: true })
  @ApiCreatedResponse({ type: StartedAttemptView })
  @ApiOkResponse({ type: StartedAttemptView, description: 'It had already started' })
  startByLink(
    @Param('slug') slug: string,
    @Body() body: StartByLink,
    @Idempotency() request: IdempotencyRequest,
    @Req() { ip }: FastifyRequest,
  ): Promise<Reply> {
    return this.candidates.startByLink(slug, body, request.key, ip);
  }

  @Post('invites/open')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: OpenedInviteView })
  openInvite(@Body() body: InviteToken): Promise<OpenedInviteView> {
    return this.starting.openInvite(body.token);
  }

  @Post('invites/start')
  @Public()
  @ApiCreatedResponse({ type: StartedAttemptView })
  @ApiOkResponse({ type: StartedAttemptView, description: 'It had already started' })
  startByInvite(@Body() body: StartByInvite): Promise<Reply> {
    return this.candidates.startByInvite(body);
  }

  @Get('attempt')
  @ForCandidate()
  @ApiOkResponse({
    schema: { oneOf: [{ $ref: getSchemaPath(PaperView) }, { $ref: getSchemaPath(EndedAttemptView) }] },
  })
  paper(@CurrentCandidate() candidate: CandidateCredentials): Promise<Reply> {
    return this.candidates.paper(candidate);
  }

  /** Opening the attempt in another page or on another device: from now on only that one writes. */
  @Post('attempt/writer')
  @HttpCode(200)
  @ForCandidate()
  @ApiOkResponse({ type: WriterView })
  @ApiConflictResponse({ description: 'attempt-closed, with the receipt' })
  takeOver(@CurrentCandidate() candidate: CandidateCredentials): Promise<WriterView> {
    return this.candidates.takeOver(candidate);
  }

  @Get('attempt/time')
  @ForCandidate()
  @ApiOkResponse({ type: AttemptTimeView })
  time(@CurrentCandidate() candidate: CandidateCredentials): Promise<AttemptTimeView> {
    return this.candidates.time(candidate);
  }

  @Get('attempt/events')
  @ForCandidate()
  @Header('cache-control', 'no-store')
  @Header('x-accel-buffering', 'no')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: { type: 'string' },
    description:
      'time, ended, reopened; begins with how the attempt stands, so Last-Event-ID is not looked at',
  })
  async follow(@CurrentCandidate() candidate: CandidateCredentials): Promise<StreamableFile> {
    return new StreamableFile(await this.streams.follow(candidate), { type: 'text/event-stream' });
  }

  @Put('attempt/answers/:questionId')
  @ForCandidate()
  @ApiBody({ type: SaveAnswer })
  @ApiOkResponse({ type: SavedAnswerView })
  save(
    @CurrentCandidate() candidate: CandidateCredentials,
    @Param('questionId', IdPipe) questionId: string,
    @SaveAnswerBody() body: SaveAnswer,
  ): Promise<SavedAnswerView> {
    return this.candidates.save(candidate, questionId, body);
  }

  @Post('attempt/submit')
  @ForCandidate()
  @TakesIdempotencyKey({ required: true })
  @ApiCreatedResponse({ type: ReceiptView })
  @ApiConflictResponse({ description: 'already-submitted or attempt-closed, with the receipt' })
  submit(
    @CurrentCandidate() candidate: CandidateCredentials,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.candidates.submit(candidate, request);
  }

  @Get('attempt/result')
  @ForCandidate()
  @ApiOkResponse({ type: CandidateResultView })
  result(@CurrentCandidate() candidate: CandidateCredentials): Promise<CandidateResultView> {
    return this.candidates.result(candidate);
  }
}
