import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';
import type { SummaryRow, TakenVersionRow } from './summary.queries.js';

export const binCount = 20;

export class SummaryQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 999_999_999,
    description: 'Of this version only',
  })
  @IsOptional()
  @Matches(/^[1-9][0-9]{0,8}$/, { message: 'version must be a whole number from 1' })
  version?: string;
}

export class SpreadView {
  @ApiProperty()
  lowest!: number;
  @ApiProperty()
  lowerQuartile!: number;
  @ApiProperty()
  median!: number;
  @ApiProperty()
  upperQuartile!: number;
  @ApiProperty()
  highest!: number;
}

export class TakenVersionView {
  @ApiProperty({ type: 'integer' })
  number!: number;
  @ApiProperty({ type: Number, nullable: true })
  passMarkPercent!: number | null;
}

export class SummaryView {
  @ApiProperty({ type: 'integer', description: 'Attempts, running ones included' })
  started!: number;
  @ApiProperty({ type: 'integer' })
  running!: number;
  @ApiProperty({
    type: 'integer',
    description: 'Those that count; a reopening leaves one behind that does not',
  })
  submissions!: number;
  @ApiProperty({ type: 'integer' })
  passed!: number;
  @ApiProperty({ type: 'integer' })
  failed!: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Of those that passed or failed; two decimals, rounded once, half up. null: there are none',
  })
  passRatePercent!: number | null;
  @ApiProperty({
    type: SpreadView,
    nullable: true,
    description: 'Of the percent, between neighbours where need be; null without submissions',
  })
  score!: SpreadView | null;
  @ApiProperty({ type: SpreadView, nullable: true, description: 'Of the seconds from start to end' })
  seconds!: SpreadView | null;
  @ApiProperty({
    type: [Number],
    minItems: binCount,
    maxItems: binCount,
    description:
      'How many submissions from 0 to below 5 percent, from 5 to below 10, and so on; 100 counts in the last',
  })
  histogram!: number[];
  @ApiProperty({
    type: [TakenVersionView],
    description: 'With which somebody has started, whatever was asked for',
  })
  versions!: TakenVersionView[];
}

export function toSummaryView(row: SummaryRow, versions: readonly TakenVersionRow[]): SummaryView {
  const histogram = Array.from({ length: binCount }, () => 0);
  for (const { bin, count } of row.bins) histogram[bin] = count;
  return {
    started: row.started,
    running: row.running,
    submissions: row.submissions,
    passed: row.passed,
    failed: row.failed,
    passRatePercent: row.pass_rate === null ? null : Number(row.pass_rate),
    score: row.scores && toSpreadView(row.scores),
    seconds: row.seconds && toSpreadView(row.seconds),
    histogram,
    versions: versions.map((version) => ({
      number: version.number,
      passMarkPercent: version.pass_mark_percent === null ? null : Number(version.pass_mark_percent),
    })),
  };
}

function toSpreadView(figures: readonly string[]): SpreadView {
  const [lowest, lowerQuartile, median, upperQuartile, highest] = figures.map(Number);
  return {
    lowest: lowest!,
    lowerQuartile: lowerQuartile!,
    median: median!,
    upperQuartile: upperQuartile!,
    highest: highest!,
  };
}
