import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsBoolean, IsString, MaxLength } from 'class-validator';
import { PlainText } from '../common/http/plain-text.decorator.js';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { longestUrl } from '../outbound/target.rules.js';
import type { EndpointRow } from './endpoints.queries.js';
import { mostFilterPatterns } from './event-filter.rules.js';
import type { OfferedEvent } from './offered-events.js';
import { rotationOverlapHours } from './secret-rotation.rules.js';

const longestDescription = 200;
const longestPattern = 100;
const filterSchema = {
  type: 'array',
  items: { type: 'string', maxLength: longestPattern },
  minItems: 1,
  maxItems: mostFilterPatterns,
  description: 'Types such as attempt.submitted, groups such as attempt.*, or * for all',
} as const;

export class CreateWebhook {
  @ApiProperty({ maxLength: longestUrl, description: 'https, on the public internet' })
  @IsString()
  @MaxLength(longestUrl)
  url!: string;

  @ApiProperty(filterSchema)
  @IsArray()
  @ArrayMaxSize(mostFilterPatterns)
  @IsString({ each: true })
  @MaxLength(longestPattern, { each: true })
  eventTypes!: string[];

  @ApiPropertyOptional({ maxLength: longestDescription, default: '' })
  @MayBeAbsent()
  @PlainText({ maximum: longestDescription, blank: true })
  description?: string;
}

export class ChangeWebhook {
  @ApiPropertyOptional({ maxLength: longestUrl })
  @MayBeAbsent()
  @IsString()
  @MaxLength(longestUrl)
  url?: string;

  @ApiPropertyOptional(filterSchema)
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(mostFilterPatterns)
  @IsString({ each: true })
  @MaxLength(longestPattern, { each: true })
  eventTypes?: string[];

  @ApiPropertyOptional({ maxLength: longestDescription })
  @MayBeAbsent()
  @PlainText({ maximum: longestDescription, blank: true })
  description?: string;

  @ApiPropertyOptional({
    description: 'false disables it: what is to be sent is kept. true enables it and forgets past failures',
  })
  @MayBeAbsent()
  @IsBoolean()
  enabled?: boolean;
}

export class WebhookHealthView {
  @ApiProperty({ type: 'integer', description: 'Failed attempts since the last that succeeded' })
  failuresInARow!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  failingSince!: string | null;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'While it keeps failing, one attempt is made a minute',
  })
  nextProbeAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastDeliveredAt!: string | null;
}

export class WebhookView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  url!: string;
  @ApiProperty({ type: [String] })
  eventTypes!: string[];
  @ApiProperty()
  description!: string;
  @ApiProperty()
  enabled!: boolean;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  disabledAt!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['by_request', 'gone', 'failing', null],
    description: 'gone: the receiver answered 410. failing: it has failed for three days',
  })
  disabledReason!: string | null;
  @ApiProperty()
  health!: WebhookHealthView;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Until then messages are signed with the secret before the last rotation as well',
  })
  previousSecretUntil!: string | null;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export class WebhookWithSecretView extends WebhookView {
  @ApiProperty({ type: String, nullable: true, description: 'Shown once; null when the request is repeated' })
  secret!: string | null;
}

export class WebhookListView {
  @ApiProperty({ type: [WebhookView] })
  items!: WebhookView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class OfferedEventView {
  @ApiProperty()
  type!: string;
  @ApiProperty()
  meaning!: string;
}

export class OfferedEventListView {
  @ApiProperty({ type: [OfferedEventView] })
  items!: OfferedEventView[];
}

export function toOfferedEventView({ type, meaning }: OfferedEvent): OfferedEventView {
  return { type, meaning };
}

const overlapMilliseconds = rotationOverlapHours * 3_600_000;

export function toWebhookView(row: EndpointRow): WebhookView {
  const replacedAt = row.secret_replaced_at?.getTime();
  return {
    id: row.id,
    url: row.url,
    eventTypes: row.event_types,
    description: row.description,
    enabled: row.disabled_at === null,
    disabledAt: row.disabled_at?.toISOString() ?? null,
    disabledReason: row.disabled_reason,
    health: {
      failuresInARow: row.failures_in_a_row,
      failingSince: row.failing_since?.toISOString() ?? null,
      nextProbeAt: row.next_probe_at?.toISOString() ?? null,
      lastDeliveredAt: row.last_delivered_at?.toISOString() ?? null,
    },
    previousSecretUntil:
      replacedAt === undefined ? null : new Date(replacedAt + overlapMilliseconds).toISOString(),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
