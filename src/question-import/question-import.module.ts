import { Module } from '@nestjs/common';
import { QuestionsModule } from '../questions/questions.module.js';
import { CommitService } from './commit.service.js';
import { PreviewService } from './preview.service.js';
import { QuestionImportController } from './question-import.controller.js';
import { QuestionImportService } from './question-import.service.js';

@Module({
  imports: [QuestionsModule],
  controllers: [QuestionImportController],
  providers: [QuestionImportService, PreviewService, CommitService],
  exports: [QuestionImportService],
})
export class QuestionImportModule {}
