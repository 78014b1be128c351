import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { ActivityController } from './activity.controller.js';
import { ActivityService } from './activity.service.js';
import { LookBackService } from './look-back.service.js';

@Module({
  imports: [LiveModule],
  controllers: [ActivityController],
  providers: [ActivityService, LookBackService],
})
export class ActivityModule {}
