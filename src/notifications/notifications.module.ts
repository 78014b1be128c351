import { Module } from '@nestjs/common';
import { LiveModule } from '../live/live.module.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsService } from './notifications.service.js';

@Module({ imports: [LiveModule], controllers: [NotificationsController], providers: [NotificationsService] })
export class NotificationsModule {}
