import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  Matches,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsTimeZoneName } from '../common/http/time-zone.decorator.js';
import { latestDay, mostDaysOfAKind } from './reminder.rules.js';
import type { ScheduleFields, ScheduleRow } from './reminder-schedules.queries.js';

const timeOfDay = '^([01][0-9]|2[0-3]):[0-5][0-9]$';

export class QuietHoursBody {
  @ApiProperty({ pattern: timeOfDay, description: 'When they begin, by the clock of the candidate' })
  @Matches(new RegExp(timeOfDay))
  from!: string;

  @ApiProperty({ pattern: timeOfDay, description: 'When they end; before "from": on the next day' })
  @Matches(new RegExp(timeOfDay))
  to!: string;
}

export class ReminderScheduleBody {
  @ApiProperty()
  @IsBoolean()
  enabled!: boolean;

  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: latestDay },
    maxItems: mostDaysOfAKind,
    uniqueItems: true,
    description: 'Days after the invite was sent',
  })
  @IsArray()
  @ArrayMaxSize(mostDaysOfAKind)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(latestDay, { each: true })
  afterInviteDays!: number[];

  @ApiProperty({
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: latestDay },
    maxItems: mostDaysOfAKind,
    uniqueItems: true,
    description: 'Days before the candidate can no longer start',
  })
  @IsArray()
  @ArrayMaxSize(mostDaysOfAKind)
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(1, { each: true })
  @Max(latestDay, { each: true })
  beforeExpiryDays!: number[];

  @ApiProperty({ type: QuietHoursBody, nullable: true, description: 'null: reminders come at any hour' })
  @ValidateIf((_body, value) => value !== null)
  @IsObject()
  @ValidateNested()
  @Type(() => QuietHoursBody)
  quietHours!: QuietHoursBody | null;

  @ApiProperty({ maxLength: 64, description: 'IANA name; for candidates whose invite names none' })
  @IsTimeZoneName()
  timeZone!: string;
}

export class ReminderScheduleView {
  @ApiProperty()
  enabled!: boolean;
  @ApiProperty({ type: [Number] })
  afterInviteDays!: number[];
  @ApiProperty({ type: [Number] })
  beforeExpiryDays!: number[];
  @ApiProperty({ type: QuietHoursBody, nullable: true })
  quietHours!: QuietHoursBody | null;
  @ApiProperty()
  timeZone!: string;
}

export function toScheduleView(row: ScheduleFields): ReminderScheduleView {
  return {
    enabled: row.enabled,
    afterInviteDays: row.after_invite_days,
    beforeExpiryDays: row.before_expiry_days,
    quietHours:
      row.quiet_from === null || row.quiet_to === null
        ? null
        : { from: asTime(row.quiet_from), to: asTime(row.quiet_to) },
    timeZone: row.time_zone,
  };
}

export function toScheduleFields(body: ReminderScheduleBody): ScheduleFields {
  return {
    enabled: body.enabled,
    after_invite_days: body.afterInviteDays.toSorted((a, b) => a - b),
    before_expiry_days: body.beforeExpiryDays.toSorted((a, b) => b - a),
    quiet_from: body.quietHours === null ? null : asMinute(body.quietHours.from),
    quiet_to: body.quietHours === null ? null : asMinute(body.quietHours.to),
    time_zone: body.timeZone,
  };
}

/** What is shown where nothing was set: the defaults of the table. */
export const defaultSchedule: Omit<ScheduleRow, 'changed_at'> = {
  enabled: false,
  after_invite_days: [3],
  before_expiry_days: [1],
  quiet_from: 20 * 60,
  quiet_to: 8 * 60,
  time_zone: 'UTC',
  revision: '1',
};

function asMinute(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

function asTime(minute: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
