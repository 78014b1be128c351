import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { QuestionsModule } from '../questions/questions.module.js';
import { CommitService } from './commit.service.js';
import { ImportEventsService } from './import-events.service.js';
import { PreviewService } from './preview.service.js';
import { QuestionImportController } from './question-import.controller.js';
import { QuestionImportService } from './question-import.service.js';
import { ReadingService } from './reading.service.js';
import { UndoService } from './undo.service.js';
import { WishesService } from './wishes.service.js';

@Module({
  imports: [LiveModule, QuestionsModule],
  controllers: [QuestionImportController],
  providers: [
    QuestionImportService,
    ReadingService,
    PreviewService,
    WishesService,
    CommitService,
    UndoService,
    ImportEventsService,
  ],
  exports: [QuestionImportService, ReadingService],
})
export class QuestionImportModule {}
