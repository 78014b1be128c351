import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { AttemptTimesController } from './attempt-times.controller.js';
import { AttemptTimesService } from './attempt-times.service.js';

@Module({
  imports: [SubmissionsModule],
  controllers: [AttemptTimesController],
  providers: [AttemptTimesService],
})
export class AttemptTimesModule {}
