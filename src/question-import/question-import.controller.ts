import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { NumberPipe } from '../common/http/number.pipe.js';
import type { Reply } from '../common/http/reply.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import {
  Idempotency,
  TakesIdempotencyKey,
  type IdempotencyRequest,
} from '../idempotency/idempotency.decorators.js';
import { CommitService } from './commit.service.js';
import { ChangeImportRow, ImportRowListView, ImportRowView } from './import-rows.dto.js';
import { PreviewService } from './preview.service.js';
import {
  CommitImport,
  ImportFile,
  ImportListView,
  ImportSummaryView,
  ImportView,
} from './question-import.dto.js';
import { QuestionImportService } from './question-import.service.js';
import { UploadedFile, type Upload } from './upload.decorator.js';

@ApiTags('imports')
@Controller()
export class QuestionImportController {
  constructor(
    private readonly imports: QuestionImportService,
    private readonly preview: PreviewService,
    private readonly commits: CommitService,
  ) {}

  @Post('assessments/:assessmentId/imports')
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: ImportFile })
  @ApiCreatedResponse({
    type: ImportView,
    description:
      'Read and ready to look at. A file that cannot be read is refused (413, 415) and kept as a failed import.',
  })
  receive(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @UploadedFile() upload: Upload,
  ): Promise<Reply> {
    return this.imports.receive(actor, assessmentId, upload);
  }

  @Get('assessments/:assessmentId/imports')
  @Allow('assessments.read')
  @ApiOkResponse({ type: ImportListView })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() page: PageQuery,
  ): Promise<ImportListView> {
    return this.preview.list(actor.employerId, assessmentId, page);
  }

  @Get('imports/:id')
  @Allow('assessments.read')
  @ApiOkResponse({ type: ImportView })
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<ImportView> {
    return this.preview.get(actor.employerId, id);
  }

  @Get('imports/:id/rows')
  @Allow('assessments.read')
  @ApiOkResponse({ type: ImportRowListView })
  listRows(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() page: PageQuery,
  ): Promise<ImportRowListView> {
    return this.preview.listRows(actor.employerId, id, page);
  }

  @Patch('imports/:id/rows/:ordinal')
  @Allow('assessments.write')
  @ApiOkResponse({ type: ImportRowView })
  changeRow(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Param('ordinal', NumberPipe) ordinal: number,
    @Body() body: ChangeImportRow,
  ): Promise<ImportRowView> {
    return this.preview.changeRow(actor.employerId, id, ordinal, body);
  }

  @Post('imports/:id/commit')
  @HttpCode(200)
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: ImportSummaryView })
  commit(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: CommitImport,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.commits.commit(actor, id, body, request);
  }
}
