import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
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
import { ImportEventsService } from './import-events.service.js';
import { ChangeImportRow, ImportRowListView, ImportRowView, ListImportRows } from './import-rows.dto.js';
import { PreviewService } from './preview.service.js';
import {
  CommitImport,
  ImportFile,
  ImportListView,
  ImportSummaryView,
  ImportView,
  ReceiveImport,
  UndoImport,
} from './question-import.dto.js';
import { QuestionImportService } from './question-import.service.js';
import { UndoService } from './undo.service.js';
import { UploadedFile, type Upload } from './upload.decorator.js';
import { ColumnMeaningListView, ImportMapping, listColumnMeanings } from './wishes.dto.js';
import { WishesService } from './wishes.service.js';

@ApiTags('imports')
@Controller()
export class QuestionImportController {
  constructor(
    private readonly imports: QuestionImportService,
    private readonly preview: PreviewService,
    private readonly wishes: WishesService,
    private readonly commits: CommitService,
    private readonly undos: UndoService,
    private readonly events: ImportEventsService,
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
    @Query() query: ReceiveImport,
    @UploadedFile() upload: Upload,
  ): Promise<Reply> {
    return this.imports.receive(actor, assessmentId, upload, query.start);
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

  @Delete('imports/:id')
  @HttpCode(204)
  @Allow('assessments.write')
  @ApiNoContentResponse({ description: 'Discarded: its file and rows are gone' })
  discard(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<void> {
    return this.imports.discard(actor, id);
  }

  @Post('imports/:id/start')
  @HttpCode(200)
  @Allow('assessments.write')
  @ApiOkResponse({ type: ImportView, description: 'Read, unless somebody else is reading it' })
  start(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<ImportView> {
    return this.imports.start(actor.employerId, id);
  }

  @Put('imports/:id/mapping')
  @Allow('assessments.write')
  @ApiOkResponse({ type: ImportView, description: 'Read again as wished' })
  map(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: ImportMapping,
  ): Promise<ImportView> {
    return this.wishes.map(actor.employerId, id, body);
  }

  @Get('import-meanings')
  @Allow('assessments.read')
  @ApiOkResponse({ type: ColumnMeaningListView, description: 'What the columns of a table can mean' })
  listMeanings(): ColumnMeaningListView {
    return listColumnMeanings();
  }

  @Get('imports/:id/events')
  @Allow('assessments.read')
  @Header('cache-control', 'no-store')
  @Header('x-accel-buffering', 'no')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Go on behind this event' })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: { type: 'string' },
    description:
      'received, reading, ready, failed, committing, completed, discarded; reset with the present state where the place is no longer kept',
  })
  @ApiNoContentResponse({ description: 'The client has the end already' })
  async follow(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res({ passthrough: true }) response: FastifyReply,
  ): Promise<StreamableFile | undefined> {
    const stream = await this.events.follow(actor, id, lastEventId);
    if (stream) return new StreamableFile(stream, { type: 'text/event-stream' });
    void response.status(204);
    return undefined;
  }

  @Get('imports/:id/rows')
  @Allow('assessments.read')
  @ApiOkResponse({ type: ImportRowListView })
  listRows(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() page: ListImportRows,
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
    return this.wishes.changeRow(actor.employerId, id, ordinal, body);
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

  @Post('imports/:id/undo')
  @HttpCode(200)
  @Allow('assessments.write')
  @TakesIdempotencyKey()
  @ApiOkResponse({ type: ImportSummaryView })
  undo(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Body() body: UndoImport,
    @Idempotency() request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.undos.undo(actor, id, body, request);
  }
}
