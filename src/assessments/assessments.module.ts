import { Module } from '@nestjs/common';
import { AssessmentListService } from './assessment-list.service.js';
import { AssessmentsController } from './assessments.controller.js';
import { AssessmentsService } from './assessments.service.js';
import { PublishPreviewService } from './publish-preview.service.js';
import { PublishService } from './publish.service.js';
import { QuotaService } from './quota.service.js';
import { VersionsService } from './versions.service.js';

@Module({
  controllers: [AssessmentsController],
  providers: [
    AssessmentListService,
    AssessmentsService,
    PublishPreviewService,
    PublishService,
    QuotaService,
    VersionsService,
  ],
  exports: [AssessmentsService],
})
export class AssessmentsModule {}
