import { Module } from '@nestjs/common';
import { SubmissionsModule } from '../submissions/submissions.module.js';
import { ResultsExportService } from './results-export.service.js';
import { ResultsController } from './results.controller.js';
import { ResultsService } from './results.service.js';

@Module({
  imports: [SubmissionsModule],
  controllers: [ResultsController],
  providers: [ResultsService, ResultsExportService],
})
export class ResultsModule {}
