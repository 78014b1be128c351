import { Module } from '@nestjs/common';
import { InvitesModule } from '../invites/invites.module.js';
import { OptOutsController } from './opt-outs.controller.js';
import { OptOutsService } from './opt-outs.service.js';
import { ReminderMailService } from './reminder-mail.service.js';
import { ReminderPlanningService } from './reminder-planning.service.js';
import { ReminderSchedulesController } from './reminder-schedules.controller.js';
import { ReminderSchedulesService } from './reminder-schedules.service.js';

@Module({
  imports: [InvitesModule],
  controllers: [ReminderSchedulesController, OptOutsController],
  providers: [ReminderSchedulesService, OptOutsService, ReminderPlanningService, ReminderMailService],
})
export class RemindersModule {}
