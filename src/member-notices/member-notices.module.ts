import { Module } from '@nestjs/common';
import { NoticeMailService } from './notice-mail.service.js';
import { NotificationSettingsController } from './notification-settings.controller.js';
import { NotificationSettingsService } from './notification-settings.service.js';
import { SubmissionNoticesService } from './submission-notices.service.js';

@Module({
  controllers: [NotificationSettingsController],
  providers: [NotificationSettingsService, SubmissionNoticesService, NoticeMailService],
})
export class MemberNoticesModule {}
