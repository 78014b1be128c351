import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { CheckpointView } from './eventrail.dto.js';
import { JournalCheckpointService } from './journal-checkpoint.service.js';

@ApiTags('events')
@Controller('journal')
export class JournalCheckpointController {
  constructor(private readonly checkpoints: JournalCheckpointService) {}

  /**
   * "At this time the newest event of your journal had this hash", signed. Keep it where Assay cannot change it, one per line:
   * "assay verify-journal" finds with it every later change of what happened before.
   */
  @Get('checkpoint')
  @Allow('journal.checkpoint')
  @ApiOkResponse({ type: CheckpointView })
  checkpoint(@CurrentActor() actor: Actor): Promise<CheckpointView> {
    return this.checkpoints.sign(actor.employerId);
  }
}
