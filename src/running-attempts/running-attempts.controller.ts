import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IdPipe } from '../common/http/id.pipe.js';
import type { Page } from '../common/pagination/page.dto.js';
import {
  ListRunningAttemptsQuery,
  RunningAttemptListView,
  type RunningAttemptView,
} from './running-attempts.dto.js';
import { RunningAttemptsService } from './running-attempts.service.js';

@ApiTags('attempts')
@Controller('assessments/:assessmentId/attempts')
export class RunningAttemptsController {
  constructor(private readonly attempts: RunningAttemptsService) {}

  @Get()
  @Allow('results.read')
  @ApiOkResponse({ type: RunningAttemptListView, description: 'Who is at work, the earliest start first' })
  list(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @Query() page: ListRunningAttemptsQuery,
  ): Promise<Page<RunningAttemptView>> {
    return this.attempts.list(actor.employerId, assessmentId, page);
  }

  @Get('stream')
  @Allow('results.read')
  @Header('cache-control', 'no-store')
  @Header('x-accel-buffering', 'no')
  @ApiProduces('text/event-stream')
  @ApiOkResponse({
    schema: { type: 'string' },
    description:
      '`snapshot` with `items` and `hasMore`, then what changes, each with the attempt as the list shows it: started, progress, time, ending, ended, reopened. No ids: who comes back begins with a snapshot',
  })
  async follow(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
  ): Promise<StreamableFile> {
    const stream = await this.attempts.follow(actor, assessmentId);
    return new StreamableFile(stream, { type: 'text/event-stream' });
  }
}
