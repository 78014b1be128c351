import { Module } from '@nestjs/common';
import { ImportTemplateController } from './import-template.controller.js';
import { QuestionExportController } from './question-export.controller.js';
import { QuestionExportService } from './question-export.service.js';

@Module({
  controllers: [QuestionExportController, ImportTemplateController],
  providers: [QuestionExportService],
})
export class QuestionExportModule {}
