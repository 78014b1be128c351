import { ApiProperty } from '@nestjs/swagger';
import type { Presentation, ReviewPolicy } from './assessment.rules.js';
import type { VersionItemRow, VersionRow } from './versions.queries.js';

export class VersionView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ type: 'integer' })
  number!: number;
  @ApiProperty()
  title!: string;
  @ApiProperty()
  description!: string;
  @ApiProperty({ type: 'integer', nullable: true })
  timeLimitMinutes!: number | null;
  @ApiProperty({ type: Number, nullable: true })
  passMarkPercent!: number | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  opensAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  closesAt!: string | null;
  @ApiProperty()
  shuffleQuestions!: boolean;
  @ApiProperty()
  shuffleOptions!: boolean;
  @ApiProperty({ enum: ['none', 'score', 'outcomes'] })
  reviewPolicy!: ReviewPolicy;
  @ApiProperty({ enum: ['one_by_one', 'all'] })
  presentation!: Presentation;
  @ApiProperty({ type: 'integer' })
  itemCount!: number;
  @ApiProperty()
  maximumPoints!: number;
  @ApiProperty({ description: 'SHA-256 of the canonical content (without keys), in hexadecimal' })
  contentHash!: string;
  @ApiProperty({ format: 'date-time' })
  publishedAt!: string;
}

export class VersionListView {
  @ApiProperty({ type: [VersionView] })
  items!: VersionView[];
}

export class VersionItemView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty({ type: 'integer' })
  position!: number;
  @ApiProperty()
  kind!: string;
  @ApiProperty()
  text!: string;
  @ApiProperty()
  points!: number;
  @ApiProperty({ type: 'object', additionalProperties: true })
  content!: object;
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'The newest revision of the key' })
  key!: object;
  @ApiProperty({ type: String, nullable: true })
  explanation!: string | null;
}

export class VersionDetailView extends VersionView {
  @ApiProperty({ type: [VersionItemView] })
  items!: VersionItemView[];
}

export function toVersionView(row: VersionRow): VersionView {
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    description: row.description,
    timeLimitMinutes: row.time_limit_minutes,
    passMarkPercent: row.pass_mark_percent === null ? null : Number(row.pass_mark_percent),
    opensAt: row.opens_at?.toISOString() ?? null,
    closesAt: row.closes_at?.toISOString() ?? null,
    shuffleQuestions: row.shuffle_questions,
    shuffleOptions: row.shuffle_options,
    reviewPolicy: row.review_policy,
    presentation: row.presentation,
    itemCount: row.item_count,
    maximumPoints: Number(row.maximum_points),
    contentHash: row.content_sha256.toString('hex'),
    publishedAt: row.published_at.toISOString(),
  };
}

export function toVersionDetailView(
  version: VersionRow,
  items: readonly VersionItemRow[],
): VersionDetailView {
  return {
    ...toVersionView(version),
    items: items.map((item) => ({
      id: item.id,
      position: item.position,
      kind: item.kind,
      text: item.text,
      points: Number(item.points),
      content: item.content,
      key: item.key,
      explanation: item.explanation,
    })),
  };
}
