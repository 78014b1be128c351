import { ApiProperty, ApiPropertyOptional, IntersectionType, PickType } from '@nestjs/swagger';
import { IsIn, IsUUID, Matches, MaxLength } from 'class-validator';
import { MayBeAbsent } from '../common/http/presence.decorators.js';
import { PageQuery } from '../common/pagination/page.dto.js';
import type { DeadJob, DeadJobFilter } from './dead-letters.queries.js';
import type { Overview } from './job-operations.js';

const errorClasses = ['permanent', 'exhausted', 'poison'];
const kindForm = /^[a-z]+(_[a-z]+)*$/;
const kindMessage = { message: 'kind must be the name of a kind of jobs' };

export class KindFiguresView {
  @ApiProperty()
  kind!: string;
  @ApiProperty({ type: 'integer', description: 'May begin now' })
  due!: number;
  @ApiProperty({ type: 'integer', description: 'Asked for later, or waiting after a failure' })
  later!: number;
  @ApiProperty({ type: 'integer' })
  running!: number;
  @ApiProperty({ type: 'integer' })
  dead!: number;
  @ApiProperty({ description: 'Since the oldest of those that may begin could have' })
  oldestSeconds!: number;
}

export class WorkerView {
  @ApiProperty()
  name!: string;
  @ApiProperty({ type: 'integer' })
  running!: number;
  @ApiProperty({ description: 'Until its lease ends; negative for a worker that has fallen silent' })
  leaseSeconds!: number;
}

export class JobOverviewView {
  @ApiProperty({ type: [KindFiguresView] })
  kinds!: KindFiguresView[];
  @ApiProperty({ type: [WorkerView] })
  workers!: WorkerView[];
  @ApiProperty({ type: [String], description: 'Kinds of which none begins; * stands for all' })
  paused!: string[];
}

export class DeadJobsFilter {
  @ApiPropertyOptional({ format: 'uuid' })
  @MayBeAbsent()
  @IsUUID()
  employerId?: string;

  @ApiPropertyOptional({ maxLength: 60 })
  @MayBeAbsent()
  @Matches(kindForm, kindMessage)
  @MaxLength(60)
  kind?: string;

  @ApiPropertyOptional({ enum: errorClasses })
  @MayBeAbsent()
  @IsIn(errorClasses)
  errorClass?: string;
}

export class DeadJobsQuery extends IntersectionType(
  DeadJobsFilter,
  PickType(PageQuery, ['limit'] as const),
) {}

export class ReplayBody extends DeadJobsFilter {
  @ApiPropertyOptional({ format: 'uuid', description: 'One job; an empty body means every dead job' })
  @MayBeAbsent()
  @IsUUID()
  id?: string;
}

export class PauseBody {
  @ApiPropertyOptional({ maxLength: 60, description: 'Left out: every kind' })
  @MayBeAbsent()
  @Matches(kindForm, kindMessage)
  @MaxLength(60)
  kind?: string;
}

export class DeadJobView {
  @ApiProperty({ format: 'uuid' })
  employerId!: string;
  @ApiProperty({ format: 'uuid' })
  id!: string;
  @ApiProperty()
  kind!: string;
  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The event that asked for it' })
  eventId!: string | null;
  @ApiProperty({ type: 'integer' })
  attempts!: number;
  @ApiProperty({ enum: errorClasses })
  errorClass!: string;
  @ApiProperty({ type: String, nullable: true })
  errorMessage!: string | null;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  firstFailedAt!: string | null;
  @ApiProperty({ format: 'date-time' })
  diedAt!: string;
  @ApiProperty({ type: 'integer' })
  replays!: number;
}

export class DeadJobListView {
  @ApiProperty({ type: [DeadJobView] })
  items!: DeadJobView[];
}

export class ReplayedView {
  @ApiProperty({ type: 'integer', description: 'Queued again; at most 500 at once' })
  replayed!: number;
}

export function toDeadJobView(job: DeadJob): DeadJobView {
  return {
    employerId: job.employerId,
    id: job.id,
    kind: job.kind,
    eventId: job.eventId,
    attempts: job.attempt,
    errorClass: job.errorClass,
    errorMessage: job.errorMessage,
    firstFailedAt: job.firstFailedAt?.toISOString() ?? null,
    diedAt: job.diedAt.toISOString(),
    replays: job.replays,
  };
}

export function toDeadJobFilter(given: ReplayBody | DeadJobsQuery): DeadJobFilter {
  const { employerId, kind, errorClass } = given;
  const id = 'id' in given ? given.id : undefined;
  return {
    ...(employerId !== undefined && { employerId }),
    ...(kind !== undefined && { kind }),
    ...(errorClass !== undefined && { errorClass }),
    ...(id !== undefined && { id }),
  };
}

export function toJobOverviewView({ kinds, workers, paused }: Overview): JobOverviewView {
  return {
    kinds: kinds.map(({ kind, due, later, running, dead, oldestSeconds }) => ({
      kind,
      due,
      later,
      running,
      dead,
      oldestSeconds,
    })),
    workers: workers.map(({ name, running, leaseSeconds }) => ({ name, running, leaseSeconds })),
    paused: [...paused],
  };
}
