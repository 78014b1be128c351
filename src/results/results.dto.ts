import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import type { FinishReason } from '../attempts/attempt.rules.js';
import { PlainText } from '../common/http/plain-text.decorator.js';
import { IsTimestamp } from '../common/http/timestamp.decorator.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import {
  resultOrders,
  resultSorts,
  type ResultFilter,
  type ResultOrder,
  type ResultSort,
} from './result-filter.js';
import type { ResultRow, TotalsRow } from './results.queries.js';

export const finishReasons = ['submitted', 'deadline', 'closed', 'revoked', 'ended'] as const;

/** Which results, in which order; the list and the file take the same. */
export class ResultsQuery {
  @ApiPropertyOptional({ type: Boolean, description: 'Without a pass mark nobody passed and nobody failed' })
  @IsOptional()
  @IsIn(['true', 'false'])
  passed?: 'true' | 'false';

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 999_999_999,
    description: 'The number of the version that was taken',
  })
  @IsOptional()
  @Matches(/^[1-9][0-9]{0,8}$/, { message: 'version must be a whole number from 1' })
  version?: string;

  @ApiPropertyOptional({ enum: finishReasons, description: 'What ended the attempt' })
  @IsOptional()
  @IsIn(finishReasons)
  reason?: FinishReason;

  @ApiPropertyOptional({ format: 'date-time', description: 'Finished at this moment or later' })
  @IsOptional()
  @IsTimestamp()
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Finished before this moment' })
  @IsOptional()
  @IsTimestamp()
  to?: string;

  @ApiPropertyOptional({ maxLength: 254, description: 'A part of the name or the address, taken literally' })
  @IsOptional()
  @PlainText({ maximum: 254 })
  q?: string;

  @ApiPropertyOptional({ enum: resultSorts, default: 'finishedAt', description: 'score: by percent' })
  @IsOptional()
  @IsIn(resultSorts)
  sort?: ResultSort;

  @ApiPropertyOptional({ enum: resultOrders, default: 'desc' })
  @IsOptional()
  @IsIn(resultOrders)
  order?: ResultOrder;
}

export class ListResultsQuery extends IntersectionType(PageQuery, ResultsQuery) {}

export class ResultCandidateView {
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
}

export class ResultView {
  @ApiProperty({ format: 'uuid' })
  submissionId!: string;
  @ApiProperty()
  candidate!: ResultCandidateView;
  @ApiProperty({ type: 'integer' })
  versionNumber!: number;
  @ApiProperty({ format: 'date-time' })
  finishedAt!: string;
  @ApiProperty({ enum: finishReasons, description: 'What ended the attempt' })
  reason!: string;
  @ApiProperty({ type: 'integer', description: 'From the start to the end, in whole seconds' })
  durationSeconds!: number;
  @ApiProperty()
  points!: number;
  @ApiProperty()
  maximumPoints!: number;
  @ApiProperty({ description: 'Two decimals; the figure that is compared with the pass mark' })
  percent!: number;
  @ApiProperty({ type: Boolean, nullable: true, description: 'null: the version has no pass mark' })
  passed!: boolean | null;
  @ApiProperty({
    type: 'integer',
    description: 'The current score: 1 at the submission, more after a correction',
  })
  scoreRevision!: number;
}

export class ResultTotalsView {
  @ApiProperty({ type: 'integer' })
  submissions!: number;
  @ApiProperty({ type: 'integer' })
  passed!: number;
  @ApiProperty({ type: 'integer' })
  failed!: number;
  @ApiProperty({ type: 'integer', description: 'Attempts that have started and not ended' })
  running!: number;
}

export class ResultListView {
  @ApiProperty({ type: [ResultView] })
  items!: ResultView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
  @ApiProperty({
    type: ResultTotalsView,
    nullable: true,
    description: 'Of the whole assessment, whatever is filtered; null on the pages after the first',
  })
  totals!: ResultTotalsView | null;
}

export class NeighboursView {
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'null: this is the first' })
  previous!: string | null;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'null: this is the last' })
  next!: string | null;
}

export function toResultFilter(query: ResultsQuery): ResultFilter {
  return {
    passed: query.passed === undefined ? undefined : query.passed === 'true',
    versionNumber: query.version === undefined ? undefined : Number(query.version),
    reason: query.reason,
    from: query.from,
    to: query.to,
    search: query.q,
    sort: query.sort ?? 'finishedAt',
    order: query.order ?? 'desc',
  };
}

export function toResultView(row: ResultRow): ResultView {
  return {
    submissionId: row.id,
    candidate: { name: row.name, email: row.email },
    versionNumber: row.version_number,
    finishedAt: row.finished_at.toISOString(),
    reason: row.finish_reason,
    durationSeconds: durationSeconds(row),
    points: Number(row.points),
    maximumPoints: Number(row.maximum_points),
    percent: Number(row.percent),
    passed: row.passed,
    scoreRevision: row.score_revision,
  };
}

export function toTotalsView(row: TotalsRow): ResultTotalsView {
  return { submissions: row.submissions, passed: row.passed, failed: row.failed, running: row.running };
}

export function durationSeconds(row: { readonly started_at: Date; readonly finished_at: Date }): number {
  return Math.floor((row.finished_at.getTime() - row.started_at.getTime()) / 1000);
}
