import { Module, type DynamicModule } from '@nestjs/common';
import { JobMetrics } from './job-metrics.js';
import { JobOperations } from './job-operations.js';
import { jobsOptions, type JobsModuleOptions } from './jobs.options.js';
import { OperationsController } from './operations.controller.js';
import { MetricsController } from './metrics.controller.js';

@Module({})
export class JobsModule {
  static with(options: JobsModuleOptions): DynamicModule {
    return {
      module: JobsModule,
      global: true,
      controllers: [MetricsController, OperationsController],
      providers: [JobMetrics, JobOperations, { provide: jobsOptions, useValue: options }],
      exports: [JobMetrics, JobOperations],
    };
  }
}
