import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { LogStats } from '../eventrail/log/log-stats.js';
import type { Checkpoint } from '../eventrail/verify/checkpoint.js';

export class RecordedView {
  @ApiProperty({ description: 'The name of the log and the number of the line' })
  id!: string;
  @ApiProperty({ format: 'date-time' })
  time!: string;
}

/** The line as it stands in the file; docs/eventrail.md says what each field means. */
export class EventLineView {
  @ApiProperty()
  v!: number;
  @ApiProperty()
  seq!: number;
  @ApiProperty({ format: 'date-time' })
  time!: string;
  @ApiProperty()
  durable!: number;
  @ApiProperty()
  prev!: string;
  @ApiPropertyOptional()
  chain?: string;
  @ApiProperty({
    nullable: true,
    description: 'The event: any JSON value, byte for byte as it came',
    oneOf: [{}],
  })
  data!: unknown;
  @ApiProperty()
  hash!: string;
}

export class LogHealthView {
  @ApiProperty({ enum: ['ok', 'degraded', 'failed'] })
  status!: string;
  @ApiPropertyOptional({ format: 'date-time' })
  since?: string;
  @ApiPropertyOptional({ enum: ['disk-full', 'write-failed'] })
  reason?: string;
  @ApiPropertyOptional()
  detail?: string;
}

/** All of one moment; only what is on disk counts. */
export class LogStatsView {
  @ApiProperty({ type: String, nullable: true, description: 'Null before the first event' })
  log!: string | null;
  @ApiProperty()
  count!: number;
  @ApiProperty({ description: '0 while there is none' })
  firstSeq!: number;
  @ApiProperty()
  lastSeq!: number;
  @ApiProperty()
  durableSeq!: number;
  @ApiProperty()
  bytes!: number;
  @ApiProperty()
  segments!: number;
  @ApiProperty()
  lastHash!: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  lastTime!: string | null;
  @ApiProperty({ format: 'date-time' })
  observedAt!: string;
  @ApiProperty({ type: LogHealthView })
  health!: LogHealthView;
  @ApiProperty({ description: 'Files that were given up after an error of write, sync or close' })
  retiredHandles!: number;
}

export class CheckpointView {
  @ApiProperty()
  v!: number;
  @ApiProperty({ format: 'uuid', description: 'The employer' })
  chain!: string;
  @ApiProperty({ description: 'Of the newest event' })
  sequence!: number;
  @ApiProperty({ description: 'Of that event; it covers all before it' })
  hash!: string;
  @ApiProperty({ format: 'date-time' })
  time!: string;
  @ApiProperty({ description: 'Which key: the first 16 digits of the SHA-256 of the public key' })
  key!: string;
  @ApiProperty({ description: 'Ed25519, base64' })
  signature!: string;
}

export function toLogStatsView(stats: LogStats): LogStatsView {
  const { log, count, firstSeq, lastSeq, durableSeq, bytes, segments, lastHash, lastTime, observedAt } =
    stats;
  const { health, retiredHandles } = stats;
  return {
    log,
    count,
    firstSeq,
    lastSeq,
    durableSeq,
    bytes,
    segments,
    lastHash,
    lastTime,
    observedAt,
    health: { ...health },
    retiredHandles,
  };
}

export function toCheckpointView(checkpoint: Checkpoint): CheckpointView {
  const { chain, sequence, hash, time, key, signature } = checkpoint;
  return { v: 1, chain, sequence, hash, time, key, signature };
}
