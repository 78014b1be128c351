import { Body, Controller, Get, HttpCode, Post, Query, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access/access.decorators.js';
import { pageLimit } from '../common/pagination/page.dto.js';
import { JobOperations } from './job-operations.js';
import {
  DeadJobListView,
  DeadJobsQuery,
  JobOverviewView,
  PauseBody,
  ReplayBody,
  ReplayedView,
  toDeadJobFilter,
  toDeadJobView,
  toJobOverviewView,
} from './operations.dto.js';
import { OperatorGuard } from './operator.guard.js';

/** What `assay jobs` does, over HTTP. For operators, across employers: no member and no API key gets here. */
@ApiTags('operations')
@Controller('operations/jobs')
@UseGuards(OperatorGuard)
export class OperationsController {
  constructor(private readonly operations: JobOperations) {}

  @Get()
  @Public()
  @ApiOkResponse({ type: JobOverviewView })
  async overview(): Promise<JobOverviewView> {
    return toJobOverviewView(await this.operations.overview());
  }

  @Get('dead')
  @Public()
  @ApiOkResponse({ type: DeadJobListView })
  async dead(@Query() query: DeadJobsQuery): Promise<DeadJobListView> {
    const jobs = await this.operations.listDead(toDeadJobFilter(query), pageLimit(query));
    return { items: jobs.map(toDeadJobView) };
  }

  /** Queues dead jobs again. Doing it twice does it once: what is queued is no longer dead. */
  @Post('replay')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: ReplayedView })
  async replay(@Body() body: ReplayBody): Promise<ReplayedView> {
    return { replayed: await this.operations.replay(toDeadJobFilter(body)) };
  }

  /** No job of the kind begins from now on; those that run go on. */
  @Post('pause')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: JobOverviewView })
  async pause(@Body() body: PauseBody): Promise<JobOverviewView> {
    await this.operations.pause(body.kind);
    return this.overview();
  }

  @Post('resume')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ type: JobOverviewView })
  async resume(@Body() body: PauseBody): Promise<JobOverviewView> {
    await this.operations.resume(body.kind);
    return this.overview();
  }
}
