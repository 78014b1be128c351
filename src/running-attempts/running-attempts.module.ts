import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { RunningAttemptsController } from './running-attempts.controller.js';
import { RunningAttemptsService } from './running-attempts.service.js';

@Module({
  imports: [LiveModule],
  controllers: [RunningAttemptsController],
  providers: [RunningAttemptsService],
})
export class RunningAttemptsModule {}
