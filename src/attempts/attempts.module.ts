import { Module } from '@nestjs/common';
import { AttemptsService } from './attempts.service.js';
import { PaperCache } from './paper-cache.js';
import { StartService } from './start.service.js';

/** No controller: every candidate route may have to end an attempt, which submissions/ does, one rank above. */
@Module({ providers: [AttemptsService, PaperCache, StartService], exports: [AttemptsService, StartService] })
export class AttemptsModule {}
