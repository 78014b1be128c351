import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Allow, CurrentActor } from '../common/access/access.decorators.js';
import type { Actor } from '../common/access/actor.js';
import { IfMatch, NeedsIfMatch } from '../common/http/conditional.js';
import { IdPipe } from '../common/http/id.pipe.js';
import type { Reply } from '../common/http/reply.js';
import { ReminderScheduleBody, ReminderScheduleView } from './reminder-schedules.dto.js';
import { ReminderSchedulesService } from './reminder-schedules.service.js';

@ApiTags('invites')
@Controller('assessments/:assessmentId/reminders')
export class ReminderSchedulesController {
  constructor(private readonly schedules: ReminderSchedulesService) {}

  @Get()
  @Allow('invites.read')
  @ApiOkResponse({ type: ReminderScheduleView })
  show(@CurrentActor() actor: Actor, @Param('assessmentId', IdPipe) assessmentId: string): Promise<Reply> {
    return this.schedules.show(actor.employerId, assessmentId);
  }

  @Put()
  @Allow('invites.write')
  @NeedsIfMatch()
  @ApiOkResponse({ type: ReminderScheduleView })
  replace(
    @CurrentActor() actor: Actor,
    @Param('assessmentId', IdPipe) assessmentId: string,
    @IfMatch() revision: string,
    @Body() body: ReminderScheduleBody,
  ): Promise<Reply> {
    return this.schedules.replace(actor, assessmentId, revision, body);
  }
}
