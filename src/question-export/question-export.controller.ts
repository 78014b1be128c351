import { Controller, Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import { ExportLossesView, ExportQuery } from './question-export.dto.js';
import { QuestionExportService } from './question-export.service.js';
import { exportFormats, questionWriters } from './writers/index.js';

/** Of all formats, that of CSV first: it is what is sent unless another is asked for. */
const fileTypes = [...new Set(exportFormats.map((format) => bareType(questionWriters[format].mediaType)))];

function bareType(mediaType: string): string {
  return mediaType.split(';')[0] ?? mediaType;
}

@ApiTags('export')
@Controller('assessments/:assessmentId/questions/export')
export class QuestionExportController {
  constructor(private readonly exporting: QuestionExportService) {}

  @Get()
  @Allow('assessments.read')
  @ApiProduces(...fileTypes)
  @ApiOkResponse({
    schema: { type: 'string', format: 'binary' },
    description: 'The questions of the draft in their order, as a file of this format',
  })
  async file(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() query: ExportQuery,
  ): Promise<StreamableFile> {
    const { stream, disposition, mediaType } = await this.exporting.file(
      actor.employerId,
      assessmentId,
      query.format ?? 'csv',
    );
    return new StreamableFile(stream, { type: mediaType, disposition });
  }

  @Get('losses')
  @Allow('assessments.read')
  @ApiOkResponse({ type: ExportLossesView, description: 'What a file of this format cannot hold' })
  losses(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() query: ExportQuery,
  ): Promise<ExportLossesView> {
    return this.exporting.losses(actor.employerId, assessmentId, query.format ?? 'csv');
  }
}
