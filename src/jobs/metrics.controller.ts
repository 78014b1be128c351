import { Controller, Get, StreamableFile, UseGuards } from '@nestjs/common';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access/access.decorators.js';
import { JobMetrics, metricsMediaType } from './job-metrics.js';
import { OperatorGuard } from './operator.guard.js';

@ApiTags('health')
@Controller('metrics')
@UseGuards(OperatorGuard)
export class MetricsController {
  constructor(private readonly jobs: JobMetrics) {}

  /**
   * Figures for Prometheus. For operators: with the token of ASSAY_OPERATOR_TOKEN as a bearer token, or, where none is set,
   * from the machine itself.
   */
  @Get()
  @Public()
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  async metrics(): Promise<StreamableFile> {
    return new StreamableFile(Buffer.from(await this.jobs.render()), { type: metricsMediaType });
  }
}
