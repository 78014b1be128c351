import { Module } from '@nestjs/common';
import { AttemptsModule } from '../attempts/attempts.module.js';
import { CandidateController } from './candidate.controller.js';
import { CandidateService } from './candidate.service.js';
import { CloseController } from './close.controller.js';
import { CloseService } from './close.service.js';
import { FinishService } from './finish.service.js';
import { KeyCache } from './key-cache.js';
import { ReceiptMailService } from './receipt-mail.service.js';

@Module({
  imports: [AttemptsModule],
  controllers: [CandidateController, CloseController],
  providers: [CandidateService, CloseService, FinishService, KeyCache, ReceiptMailService],
  exports: [FinishService],
})
export class SubmissionsModule {}
