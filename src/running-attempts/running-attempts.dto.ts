import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../common/pagination/page.dto.js';
import type { RunningAttemptRow } from './running-attempts.queries.js';

export class ListRunningAttemptsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: ['in_progress'], description: 'What has ended is in the results' })
  @IsOptional()
  @IsIn(['in_progress'])
  state?: string;
}

export class AttemptCandidateView {
  @ApiProperty()
  name!: string;
  @ApiProperty()
  email!: string;
}

export class RunningAttemptView {
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  candidate!: AttemptCandidateView;
  @ApiProperty({ type: 'integer' })
  versionNumber!: number;
  @ApiProperty({
    enum: ['in_progress', 'ending', 'finished'],
    description: 'ending: takes no more answers and is about to be scored; finished: in a stream only',
  })
  state!: string;
  @ApiProperty({ format: 'date-time' })
  startedAt!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'null: no time limit' })
  deadlineAt!: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'At serverTime; never below 0' })
  remainingMilliseconds!: number | null;
  @ApiProperty({ type: 'integer', description: 'Questions with a saved answer' })
  answeredCount!: number;
  @ApiProperty({ type: 'integer' })
  questionCount!: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastSavedAt!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  endedAt!: string | null;
  @ApiProperty({
    type: String,
    enum: ['submitted', 'deadline', 'closed', 'revoked', 'ended', null],
    nullable: true,
    description: 'What ended it',
  })
  reason!: string | null;
  @ApiProperty({ format: 'date-time', description: 'By the clock that judges the deadline' })
  serverTime!: string;
}

export class RunningAttemptListView {
  @ApiProperty({ type: [RunningAttemptView] })
  items!: RunningAttemptView[];
  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

/** @param sinceMilliseconds how long ago the row was read */
export function toRunningAttemptView(row: RunningAttemptRow, sinceMilliseconds = 0): RunningAttemptView {
  const serverTime = row.server_time.getTime() + Math.round(sinceMilliseconds);
  return {
    id: row.id,
    candidate: { name: row.name, email: row.email },
    versionNumber: row.version_number,
    state: row.state,
    startedAt: row.started_at.toISOString(),
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    remainingMilliseconds: row.deadline_at && Math.max(0, row.deadline_at.getTime() - serverTime),
    answeredCount: row.answered_count,
    questionCount: row.item_count,
    lastSavedAt: row.last_saved_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    reason: row.finish_reason,
    serverTime: new Date(serverTime).toISOString(),
  };
}
