import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Public } from '../common/access/access.decorators.js';
import { Readiness } from './readiness.js';

export class HealthView {
  @ApiProperty({ enum: ['ok'] })
  status!: 'ok';
}

export class ReadyView extends HealthView {
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'The state of parts that Assay can be without, such as the event log',
  })
  details!: Record<string, string>;
}

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  /** The process runs. Says nothing about the database: a restart would not bring it back. */
  @Get('live')
  @Public()
  @ApiOkResponse({ type: HealthView })
  live(): HealthView {
    return { status: 'ok' };
  }

  /** Requests can be sent here. What only a copy or a message depends on stands in the details and does not change the status. */
  @Get('ready')
  @Public()
  @ApiOkResponse({ type: ReadyView })
  async ready(): Promise<ReadyView> {
    await this.readiness.check();
    return { status: 'ok', details: this.readiness.details };
  }
}
