import { Controller, Get, Param, Post, StreamableFile, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiTags,
  getSchemaPath,
  ApiExtraModels,
} from '@nestjs/swagger';
import { Public } from '../common/access/access.decorators.js';
import { OperatorGuard } from '../jobs/operator.guard.js';
import { EventLineView, LogStatsView, RecordedView } from './eventrail.dto.js';
import { EventrailService } from './eventrail.service.js';
import { RawBody } from './raw-body.decorator.js';

/**
 * For operators: with the token of ASSAY_OPERATOR_TOKEN as a bearer token, or, where none is set, from the machine itself.
 * Answered by the process that writes the event log; 503 by any other.
 */
@ApiTags('eventrail')
@ApiExtraModels(EventLineView)
@Controller('eventrail')
@UseGuards(OperatorGuard)
export class EventrailController {
  constructor(private readonly eventrail: EventrailService) {}

  /**
   * Stores an event, any JSON value of at most 64 KiB, and answers when it is on disk. Sent again it is stored again: who
   * repeats puts an identifier of his own into it.
   */
  @Post('events')
  @Public()
  @ApiBody({ schema: {}, description: 'Any JSON value' })
  @ApiCreatedResponse({ type: RecordedView })
  record(@RawBody() body: Buffer | undefined): Promise<RecordedView> {
    return this.eventrail.record(body);
  }

  /** The event's line as it stands in the file, byte for byte, so that its hash can be checked. */
  @Get('events/:id')
  @Public()
  @ApiOkResponse({ schema: { $ref: getSchemaPath(EventLineView) } })
  async read(@Param('id') id: string): Promise<StreamableFile> {
    return new StreamableFile(await this.eventrail.read(id), { type: 'application/json; charset=utf-8' });
  }

  @Get('stats')
  @Public()
  @ApiOkResponse({ type: LogStatsView })
  stats(): LogStatsView {
    return this.eventrail.stats();
  }
}
