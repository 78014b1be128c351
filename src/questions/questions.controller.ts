import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AssessmentView } from '../assessments/assessments.dto.js';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IfMatch, NeedsIfMatch } from '../common/http/conditional.js';
import { IdPipe } from '../common/http/id.pipe.js';
import type { Reply } from '../common/http/reply.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import { DuplicateService } from './duplicate.service.js';
import {
  ChangeQuestion,
  CreateQuestion,
  ListQuestionsQuery,
  OrderQuestions,
  QuestionListView,
  QuestionView,
} from './questions.dto.js';
import { QuestionsService } from './questions.service.js';

@ApiTags('questions')
@Controller('assessments/:assessmentId')
export class QuestionsController {
  constructor(
    private readonly questions: QuestionsService,
    private readonly duplication: DuplicateService,
  ) {}

  @Post('duplicate')
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiCreatedResponse({ type: AssessmentView })
  duplicate(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.duplication.duplicate(actor, assessmentId, request);
  }

  @Get('questions')
  @Allow('assessments.read')
  @ApiOkResponse({ type: QuestionListView })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() page: ListQuestionsQuery,
  ): Promise<Reply> {
    return this.questions.list(actor.employerId, assessmentId, page);
  }

  @Post('questions')
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiCreatedResponse({ type: QuestionView })
  create(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Body() body: CreateQuestion,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.questions.create(actor, assessmentId, body, request);
  }

  @Put('questions/order')
  @Allow('assessments.write')
  @NeedsIfMatch()
  @ApiOkResponse({ type: OrderQuestions })
  order(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @IfMatch() revision: string,
    @Body() body: OrderQuestions,
  ): Promise<Reply> {
    return this.questions.order(actor, assessmentId, revision, body);
  }

  @Get('questions/:id')
  @Allow('assessments.read')
  @ApiOkResponse({ type: QuestionView })
  get(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Param('id', IdPipe) id: string,
  ): Promise<Reply> {
    return this.questions.get(actor.employerId, assessmentId, id);
  }

  @Patch('questions/:id')
  @Allow('assessments.write')
  @NeedsIfMatch()
  @ApiOkResponse({ type: QuestionView })
  change(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Param('id', IdPipe) id: string,
    @IfMatch() revision: string,
    @Body() body: ChangeQuestion,
  ): Promise<Reply> {
    return this.questions.change(actor, assessmentId, id, revision, body);
  }

  @Delete('questions/:id')
  @HttpCode(204)
  @Allow('assessments.write')
  @NeedsIfMatch()
  @ApiNoContentResponse()
  remove(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Param('id', IdPipe) id: string,
    @IfMatch() revision: string,
  ): Promise<void> {
    return this.questions.remove(actor, assessmentId, id, revision);
  }
}
