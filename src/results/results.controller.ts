import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { ResultsExportService } from './results-export.service.js';
import { ListResultsQuery, ResultListView, ResultsQuery } from './results.dto.js';
import { ResultsService } from './results.service.js';
import { SubmissionView } from './submission.dto.js';

@ApiTags('results')
@Controller()
export class ResultsController {
  constructor(
    private readonly results: ResultsService,
    private readonly exporting: ResultsExportService,
  ) {}

  @Get('assessments/:assessmentId/submissions')
  @Allow('results.read')
  @ApiOkResponse({ type: ResultListView })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() query: ListResultsQuery,
  ): Promise<ResultListView> {
    return this.results.list(actor.employerId, assessmentId, query);
  }

  @Get('submissions/:id')
  @Allow('results.read')
  @ApiOkResponse({ type: SubmissionView })
  get(@CurrentActor() actor: Actor, @Param('id', IdPipe) id: string): Promise<SubmissionView> {
    return this.results.get(actor.employerId, id);
  }

  @Get('assessments/:assessmentId/results.csv')
  @Allow('results.read')
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' }, description: 'UTF-8 with BOM, RFC 4180' })
  async csv(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() query: ResultsQuery,
  ): Promise<StreamableFile> {
    const { stream, disposition } = await this.exporting.csv(actor.employerId, assessmentId, query);
    return new StreamableFile(stream, { type: 'text/csv; charset=utf-8; header=present', disposition });
  }
}
