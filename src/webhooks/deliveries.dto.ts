import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsInt, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { IsTimestamp } from '../common/http/timestamp.decorator.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import type { AttemptRow } from './delivery-log.queries.js';
import { deliveryStates, type DeliveryRow, type DeliveryState } from './deliveries.queries.js';

export class ListDeliveriesQuery extends PageQuery {
  @ApiPropertyOptional({ enum: deliveryStates })
  @IsOptional()
  @IsIn(deliveryStates)
  state?: DeliveryState;

  @ApiPropertyOptional({ maxLength: 100, description: 'A type of event, such as attempt.submitted, or ping' })
  @IsOptional()
  @MaxLength(100)
  @Matches(/^[a-z_]+(\.[a-z_]+)?$/, { message: 'type must be a type of event' })
  type?: string;
}

export class Redeliver {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 1_000_000,
    description:
      'How many redeliveries you have seen. Where there has been another since, nothing is done: two screens ask for one',
  })
  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  redeliveries?: number;
}

export class RedeliverFailed {
  @ApiProperty({ format: 'date-time', description: 'Of deliveries that were made then or later' })
  @IsTimestamp()
  since!: string;
}

export class RedeliveredView {
  @ApiProperty({ type: 'integer', description: 'At most 500; ask again until it is 0' })
  redelivered!: number;
}

export class DeliveryView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ format: 'uuid', description: 'The webhook-id, the same in every attempt and redelivery' })
  eventId!: string;
  @ApiProperty()
  eventType!: string;
  @ApiProperty({
    enum: deliveryStates,
    description:
      'dead: no attempt is left. endpoint_disabled: kept, because the webhook is disabled. Both can be sent again',
  })
  state!: DeliveryState;
  @ApiProperty({
    type: String,
    nullable: true,
    enum: ['attempts_exhausted', 'permanent_failure', 'sender_failed', null],
    description: 'Why it is dead',
  })
  deadReason!: string | null;
  @ApiProperty({ type: 'integer', description: 'Since it was made or last sent again' })
  attempts!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  nextAttemptAt!: string | null;
  @ApiProperty({ type: 'integer' })
  redeliveries!: number;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  finishedAt!: string | null;
}

export class DeliveryListView {
  @ApiProperty({ type: [DeliveryView] })
  items!: DeliveryView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class DeliveryAttemptView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ type: 'integer', description: 'From 1, anew after each redelivery' })
  number!: number;
  @ApiProperty({ type: 'integer', description: 'Of which redelivery; 0 for the first round' })
  redelivery!: number;
  @ApiProperty()
  url!: string;
  @ApiProperty({ format: 'date-time', description: 'The webhook-timestamp, to the second' })
  sentAt!: string;
  @ApiProperty({ type: 'integer', description: 'From the look-up of the name to the end' })
  milliseconds!: number;
  @ApiProperty({ type: 'integer', nullable: true })
  status!: number | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where there is no complete answer: what went wrong',
  })
  failure!: string | null;
  @ApiProperty({ type: String, nullable: true })
  detail!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The beginning of the answer, made printable' })
  answer!: string | null;
  @ApiProperty()
  answerCut!: boolean;
}

export class DeliveryDetailView extends DeliveryView {
  @ApiProperty({ description: 'What is sent, byte for byte' })
  body!: string;
  @ApiProperty({ type: [DeliveryAttemptView], description: 'The newest first, 50 at most' })
  log!: DeliveryAttemptView[];
}

export function toDeliveryView(row: DeliveryRow): DeliveryView {
  return {
    id: row.id,
    eventId: row.event_id,
    eventType: row.event_type,
    state: row.state,
    deadReason: row.dead_reason,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    redeliveries: row.redeliveries,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

export function toAttemptView(row: AttemptRow): DeliveryAttemptView {
  return {
    id: row.id,
    number: row.number,
    redelivery: row.redelivery,
    url: row.url,
    sentAt: row.sent_at.toISOString(),
    milliseconds: row.milliseconds,
    status: row.status,
    failure: row.failure,
    detail: row.detail,
    answer: row.answer,
    answerCut: row.answer_cut,
  };
}
