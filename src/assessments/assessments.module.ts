import { Module } from '@nestjs/common';
import { AssessmentsController } from './assessments.controller.js';
import { AssessmentsService } from './assessments.service.js';
import { PublishService } from './publish.service.js';
import { QuotaService } from './quota.service.js';
import { VersionsService } from './versions.service.js';

@Module({
  controllers: [AssessmentsController],
  providers: [AssessmentsService, PublishService, QuotaService, VersionsService],
  exports: [AssessmentsService],
})
export class AssessmentsModule {}
