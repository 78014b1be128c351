import { Module, type DynamicModule } from '@nestjs/common';
import { jobsOptions, type JobsModuleOptions } from '../jobs/jobs.options.js';
import { EventLogHolder } from './event-log-holder.js';
import { EventrailController } from './eventrail.controller.js';
import { eventrailOptions, type EventrailOptions } from './eventrail.options.js';
import { EventrailService } from './eventrail.service.js';
import { JournalCheckpointController } from './journal-checkpoint.controller.js';
import { JournalCheckpointService } from './journal-checkpoint.service.js';

export interface EventrailFeedModuleOptions extends EventrailOptions {
  /** Whom the guard of the operator's routes lets in. */
  readonly operators: JobsModuleOptions;
}

@Module({})
export class EventrailFeedModule {
  static with(options: EventrailFeedModuleOptions): DynamicModule {
    return {
      module: EventrailFeedModule,
      controllers: [EventrailController, JournalCheckpointController],
      providers: [
        EventLogHolder,
        EventrailService,
        JournalCheckpointService,
        { provide: eventrailOptions, useValue: options },
        { provide: jobsOptions, useValue: options.operators },
      ],
      exports: [EventLogHolder, eventrailOptions],
    };
  }
}
