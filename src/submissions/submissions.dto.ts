import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ReceiptRow, ResultRow } from './submissions.queries.js';

export class ReceiptView {
  @ApiProperty({ format: 'uuid' })
  submissionId!: string;
  @ApiProperty({
    enum: ['submitted', 'deadline', 'closed', 'revoked', 'ended'],
    description: 'What ended the attempt',
  })
  reason!: string;
  @ApiProperty({ format: 'date-time' })
  finishedAt!: string;
  @ApiProperty({ format: 'date-time', description: 'When the server had stored it, by its own clock' })
  receivedAt!: string;
  @ApiProperty({ description: 'SHA-256 of the frozen answers, in hexadecimal' })
  responsesHash!: string;
  @ApiProperty({ description: 'SHA-256 of the version that was taken, in hexadecimal' })
  versionHash!: string;
}

export class EndedAttemptView {
  @ApiProperty({ enum: ['finished'] })
  state!: string;
  @ApiProperty()
  receipt!: ReceiptView;
}

export class ItemOutcomeView {
  @ApiProperty({ format: 'uuid' })
  questionId!: string;
  @ApiProperty({ enum: ['correct', 'partially_correct', 'incorrect', 'unanswered', 'invalid'] })
  status!: string;
  @ApiProperty()
  points!: number;
}

export class CandidateResultView {
  @ApiProperty({ enum: ['none', 'score', 'outcomes'] })
  reviewPolicy!: string;
  @ApiPropertyOptional()
  points?: number;
  @ApiPropertyOptional()
  maximumPoints?: number;
  @ApiPropertyOptional({ description: 'Two decimals; the figure that is compared with the pass mark' })
  percent?: number;
  @ApiPropertyOptional({
    type: Boolean,
    nullable: true,
    description: 'null: the assessment has no pass mark',
  })
  passed?: boolean | null;
  @ApiPropertyOptional({ type: [ItemOutcomeView] })
  items?: ItemOutcomeView[];
}

export function toReceiptView(row: ReceiptRow): ReceiptView {
  return {
    submissionId: row.id,
    reason: row.finish_reason,
    finishedAt: row.finished_at.toISOString(),
    receivedAt: row.received_at.toISOString(),
    responsesHash: row.responses_sha256.toString('hex'),
    versionHash: row.content_sha256.toString('hex'),
  };
}

/** Exactly what the policy of the version allows; anything else is not copied. */
export function toCandidateResultView(row: ResultRow): CandidateResultView {
  if (row.review_policy === 'none') return { reviewPolicy: 'none' };
  const score = {
    reviewPolicy: row.review_policy,
    points: Number(row.points),
    maximumPoints: Number(row.maximum_points),
    percent: Number(row.percent),
    passed: row.passed,
  };
  if (row.review_policy === 'score' || row.items === null) return score;
  return {
    ...score,
    items: row.items.map((item) => ({
      questionId: item.itemId,
      status: item.status,
      points: Number(item.points),
    })),
  };
}
