import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { ActivityController } from './activity.controller.js';
import { ActivityService } from './activity.service.js';

@Module({ imports: [LiveModule], controllers: [ActivityController], providers: [ActivityService] })
export class ActivityModule {}
