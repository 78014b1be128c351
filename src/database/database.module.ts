import { Global, Module, type DynamicModule } from '@nestjs/common';
import { appDataSource, candidateDataSource, openDataSource } from './data-sources.js';
import { Database } from './database.js';
import { HealthController } from './health.controller.js';
import { Readiness } from './readiness.js';
import { SnapshotFiles } from './snapshot-files.js';

export interface DatabaseModuleOptions {
  readonly url: string;
  readonly poolSize: number;
  readonly candidatePoolSize: number;
  readonly onPoolError: (error: Error) => void;
}

@Global()
@Module({})
export class DatabaseModule {
  static with(options: DatabaseModuleOptions): DynamicModule {
    const { url, onPoolError } = options;
    return {
      module: DatabaseModule,
      providers: [
        {
          provide: appDataSource,
          useFactory: () =>
            openDataSource({
              url,
              role: 'assay_app',
              poolSize: options.poolSize,
              onPoolError,
            }),
        },
        {
          provide: candidateDataSource,
          useFactory: () =>
            openDataSource({
              url,
              role: 'assay_candidate',
              poolSize: options.candidatePoolSize,
              onPoolError,
            }),
        },
        Database,
        Readiness,
        SnapshotFiles,
      ],
      controllers: [HealthController],
      exports: [Database, Readiness, SnapshotFiles],
    };
  }
}
