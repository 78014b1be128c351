import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IfMatch, NeedsIfMatch } from '../common/http/conditional.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { NumberPipe } from '../common/http/number.pipe.js';
import type { Reply } from '../common/http/reply.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import { AssessmentCountsView, AssessmentListView, ListAssessmentsQuery } from './assessment-list.dto.js';
import { AssessmentListService } from './assessment-list.service.js';
import { AssessmentView, ChangeAssessment, CreateAssessment } from './assessments.dto.js';
import { AssessmentsService } from './assessments.service.js';
import { PublishPreviewView } from './publish-preview.dto.js';
import { PublishPreviewService } from './publish-preview.service.js';
import { PublishService } from './publish.service.js';
import { VersionDetailView, VersionListView, VersionView } from './versions.dto.js';
import { VersionsService } from './versions.service.js';

export class PublishedView {
  @ApiProperty()
  assessment!: AssessmentView;
  @ApiProperty()
  version!: VersionView;
}

@ApiTags('assessments')
@Controller('assessments')
export class AssessmentsController {
  constructor(
    private readonly lists: AssessmentListService,
    private readonly assessments: AssessmentsService,
    private readonly previews: PublishPreviewService,
    private readonly publishing: PublishService,
    private readonly versions: VersionsService,
  ) {}

  @Get()
  @Allow('assessments.read')
  @ApiOkResponse({ type: AssessmentListView })
  list(@CurrentActor() actor: Actor, @Query() page: ListAssessmentsQuery): Promise<AssessmentListView> {
    return this.lists.list(actor.employerId, page);
  }

  @Post()
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiCreatedResponse({ type: AssessmentView })
  create(
    @CurrentActor() actor: Actor,
    @Body() body: CreateAssessment,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.assessments.create(actor, body, request);
  }

  @Get(':id')
  @Allow('assessments.read')
  @ApiOkResponse({ type: AssessmentView })
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<Reply> {
    return this.assessments.get(actor.employerId, id);
  }

  @Patch(':id')
  @Allow('assessments.write')
  @NeedsIfMatch()
  @ApiOkResponse({ type: AssessmentView })
  change(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @IfMatch() revision: string,
    @Body() body: ChangeAssessment,
  ): Promise<Reply> {
    return this.assessments.change(actor, id, revision, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('assessments.write')
  @NeedsIfMatch()
  @ApiNoContentResponse()
  delete(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @IfMatch() revision: string,
  ): Promise<void> {
    return this.assessments.delete(actor, id, revision);
  }

  @Get(':id/counts')
  @Allow('assessments.read')
  @ApiOkResponse({ type: AssessmentCountsView })
  counts(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<AssessmentCountsView> {
    return this.lists.counts(actor.employerId, id);
  }

  @Get(':id/publish-preview')
  @Allow('assessments.read')
  @ApiOkResponse({ type: PublishPreviewView })
  publishPreview(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<PublishPreviewView> {
    return this.previews.preview(actor.employerId, id);
  }

  @Post(':id/publish')
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiCreatedResponse({ type: PublishedView })
  publish(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.publishing.publish(actor, id, request);
  }

  @Post(':id/reopen')
  @HttpCode(200)
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: AssessmentView })
  reopen(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.publishing.reopen(actor, id, request);
  }

  @Post(':id/archive')
  @HttpCode(200)
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: AssessmentView })
  archive(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.publishing.archive(actor, id, request);
  }

  @Get(':id/versions')
  @Allow('assessments.read')
  @ApiOkResponse({ type: VersionListView })
  listVersions(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<VersionListView> {
    return this.versions.list(actor.employerId, id);
  }

  @Get(':id/versions/:number')
  @Allow('assessments.read')
  @ApiOkResponse({ type: VersionDetailView })
  getVersion(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('number', NumberPipe) number: number,
  ): Promise<VersionDetailView> {
    return this.versions.get(actor.employerId, id, number);
  }
}
