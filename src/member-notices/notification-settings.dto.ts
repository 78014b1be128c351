import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { IsTimeZoneName } from '../common/http/time-zone.decorator.js';
import { submissionNoticeModes, type SubmissionNoticeMode } from './notice.rules.js';
import type { SettingsFields } from './notification-settings.queries.js';

export class ChangeNotificationSettings {
  @ApiPropertyOptional({
    enum: submissionNoticeModes,
    description:
      'Mails about submissions: none, one at once (at most one in five minutes per assessment), or one a day',
  })
  @MayBeAbsent()
  @IsIn(submissionNoticeModes)
  submissions?: SubmissionNoticeMode;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: 23, description: 'When the digest comes' })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(23)
  digestHour?: number;

  @ApiPropertyOptional({ maxLength: 64, description: 'IANA name' })
  @MayBeAbsent()
  @IsTimeZoneName()
  timeZone?: string;
}

export class NotificationSettingsView {
  @ApiProperty({ enum: submissionNoticeModes })
  submissions!: SubmissionNoticeMode;
  @ApiProperty({ type: 'integer' })
  digestHour!: number;
  @ApiProperty()
  timeZone!: string;
}

export function toSettingsView(row: SettingsFields): NotificationSettingsView {
  return { submissions: row.submissions, digestHour: row.digest_hour, timeZone: row.time_zone };
}

/** What a body sets, on top of what stands. */
export function toSettingsFields(body: ChangeNotificationSettings, current: SettingsFields): SettingsFields {
  return {
    submissions: body.submissions ?? current.submissions,
    digest_hour: body.digestHour ?? current.digest_hour,
    time_zone: body.timeZone ?? current.time_zone,
  };
}
