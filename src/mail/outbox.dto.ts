import { ApiProperty } from '@nestjs/swagger';
import type { OutboxMailRow, OutboxRow } from './mails.queries.js';

const deliveries = ['smtp', 'outbox'];
export type Delivery = 'smtp' | 'outbox';

export class OutboxRecipientView {
  @ApiProperty()
  address!: string;
  @ApiProperty()
  name!: string;
}

export class OutboxEntryView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ description: 'What kind of mail it is, such as invitation' })
  template!: string;
  @ApiProperty({ type: OutboxRecipientView })
  to!: OutboxRecipientView;
  @ApiProperty()
  subject!: string;
  @ApiProperty({ format: 'date-time' })
  createdAt!: string;
}

export class OutboxMailView extends OutboxEntryView {
  @ApiProperty()
  messageId!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'null where nobody but the recipient may read it',
  })
  text!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'A whole page; show it without scripts' })
  html!: string | null;
}

export class OutboxView {
  @ApiProperty({
    enum: deliveries,
    description:
      'outbox: no mail server is configured, and mails stay here for seven days. smtp: mails leave',
  })
  delivery!: Delivery;
  @ApiProperty({ type: [OutboxEntryView] })
  items!: OutboxEntryView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export function toOutboxEntryView(row: OutboxRow): OutboxEntryView {
  return {
    id: row.id,
    template: row.template,
    to: { address: row.to_address, name: row.to_name },
    subject: row.subject,
    createdAt: row.created_at.toISOString(),
  };
}

export function toOutboxMailView(row: OutboxMailRow): OutboxMailView {
  return { ...toOutboxEntryView(row), messageId: row.message_id, text: row.text, html: row.html };
}
