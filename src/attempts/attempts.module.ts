import { Module } from '@nestjs/common';
import { AttemptStreamsService } from './attempt-streams.service.js';
import { AttemptWatch } from './attempt-watch.js';
import { EmailVerificationModule } from '../email-verification/email-verification.module.js';
import { AttemptsService } from './attempts.service.js';
import { PaperCache } from './paper-cache.js';
import { StartService } from './start.service.js';

/** No controller: every candidate route may have to end an attempt, which submissions/ does, one rank above. */
@Module({
  imports: [EmailVerificationModule],
  providers: [AttemptsService, PaperCache, StartService, AttemptWatch, AttemptStreamsService],
  exports: [AttemptsService, StartService, AttemptStreamsService],
})
export class AttemptsModule {}
