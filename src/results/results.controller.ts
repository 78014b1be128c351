import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { workbookMediaType } from '../question-export/writers/xlsx/workbook.js';
import { ResultsExportService } from './results-export.service.js';
import { ListResultsQuery, NeighboursView, ResultListView, ResultsQuery } from './results.dto.js';
import { ResultsService } from './results.service.js';
import { SubmissionView } from './submission.dto.js';
import { SummaryQuery, SummaryView } from './summary.dto.js';

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

  @Get('submissions/:id/neighbours')
  @Allow('results.read')
  @ApiOkResponse({ type: NeighboursView, description: 'In the list of results with these parameters' })
  neighbours(
    @CurrentActor() actor: Actor,
    @Param('id', IdPipe) id: string,
    @Query() query: ResultsQuery,
  ): Promise<NeighboursView> {
    return this.results.neighbours(actor.employerId, id, query);
  }

  @Get('assessments/:assessmentId/statistics/summary')
  @Allow('results.read')
  @ApiOkResponse({ type: SummaryView })
  summary(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() query: SummaryQuery,
  ): Promise<SummaryView> {
    return this.results.summary(actor.employerId, assessmentId, query);
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

  @Get('assessments/:assessmentId/results.xlsx')
  @Allow('results.read')
  @ApiProduces(workbookMediaType)
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description: 'The columns and rows of the CSV file, up to 1,048,575 rows',
  })
  async xlsx(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() query: ResultsQuery,
  ): Promise<StreamableFile> {
    const { stream, disposition } = await this.exporting.xlsx(actor.employerId, assessmentId, query);
    return new StreamableFile(stream, { type: workbookMediaType, disposition });
  }
}
