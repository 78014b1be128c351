import { Module } from '@nestjs/common';
import { DuplicateService } from './duplicate.service.js';
import { QuestionsController } from './questions.controller.js';
import { QuestionsService } from './questions.service.js';

@Module({
  controllers: [QuestionsController],
  providers: [QuestionsService, DuplicateService],
  exports: [QuestionsService],
})
export class QuestionsModule {}
