import { isId } from '../common/identifiers/identifiers.js';
import type { RecordLine } from '../eventrail/log/line-format.js';
import type { StoredEvent } from '../eventrail/log/log-appender.js';
import { type Checkpoint, parseCheckpoint } from '../eventrail/verify/checkpoint.js';
import {
  type JournalEntry,
  journalGenesis,
  journalHash,
  readJournalEntry,
} from '../eventrail/verify/journal-entry.js';
import { logChain } from '../eventrail/verify/verify-log.js';
import { CheckpointSchedule, type ChainHead } from './checkpoint-schedule.js';

/** Under this name checkpoints stand in the log, under the other what came over HTTP. An employer's events have his id. */
export const checkpointChain = 'checkpoint';
export const httpChain = 'http';

/** The journal does not continue what the log holds of it: one of the two was changed, or is a copy of another time. */
export class JournalDiffers extends Error {
  override readonly name = 'JournalDiffers';
}

/** What the feeder must know of the log to go on with it, learnt when it is opened and kept up with every append. */
export class LogContents {
  readonly schedule = new CheckpointSchedule();
  /** The newest checkpoint of the log as a whole. */
  lastCheckpoint: Checkpoint | undefined;
  private readonly heads = new Map<string, ChainHead>();
  private lastLine: Pick<StoredEvent, 'seq' | 'hash'> | undefined;
  private newestTime = '';

  constructor(private readonly now: () => number) {}

  /** One line of the log, in order. */
  learn({ chain, data, seq, hash }: RecordLine): void {
    if (chain === checkpointChain) {
      const checkpoint = parseCheckpoint(data.toString('utf8'));
      if (checkpoint !== undefined) this.sealed(checkpoint);
      return;
    }
    this.lastLine = { seq, hash };
    if (isId(chain)) {
      const entry = readJournalEntry(data.toString('utf8'));
      if (entry !== undefined) this.stored(entry);
    }
  }

  /**
   * Those of a batch that the log does not have. It has some where they were stored and the process ended before the cursor
   * had moved.
   *
   * @throws JournalDiffers
   */
  fresh(entries: readonly JournalEntry[]): JournalEntry[] {
    const ends = new Map<string, Place>();
    return entries.filter((entry) => {
      const { employerId } = entry;
      const last = ends.get(employerId) ?? this.heads.get(employerId) ?? beginning(employerId);
      if (isStored(entry, last)) return false;
      const follows = entry.sequence === last.sequence + 1 && entry.previousHash === last.hash;
      if (!follows || journalHash(entry) !== entry.hash) throw differing(entry, last);
      ends.set(employerId, entry);
      return true;
    });
  }

  stored(entry: JournalEntry): void {
    const head = { chain: entry.employerId, sequence: entry.sequence, hash: entry.hash };
    this.heads.set(entry.employerId, head);
    this.schedule.reached(head, this.now());
  }

  /** All lines are learnt. */
  opened(log: string | null): void {
    if (log !== null && this.lastLine !== undefined) this.grown(log, this.lastLine);
  }

  /** The log as a whole has a new line that is no checkpoint. */
  grown(log: string, { seq, hash }: Pick<StoredEvent, 'seq' | 'hash'>): void {
    this.schedule.reached({ chain: logChain(log), sequence: seq, hash }, this.now());
  }

  sealed(checkpoint: Checkpoint): void {
    this.schedule.sealed(checkpoint.chain, checkpoint.sequence);
    if (!isId(checkpoint.chain)) this.lastCheckpoint = checkpoint;
    if (checkpoint.time > this.newestTime) this.newestTime = checkpoint.time;
  }

  /** Never before an earlier checkpoint, also where the clock was set back: an older one would not be believed. */
  get checkpointTime(): string {
    const now = new Date(this.now()).toISOString();
    return now > this.newestTime ? now : this.newestTime;
  }
}

type Place = Pick<ChainHead, 'sequence' | 'hash'>;

function beginning(employerId: string): Place {
  return { sequence: 0, hash: journalGenesis(employerId) };
}

/** Of older events than the last only the number is compared: the last one's hash covers them all, and it is compared. */
function isStored(entry: JournalEntry, last: Place): boolean {
  if (entry.sequence === last.sequence && entry.hash !== last.hash) throw differing(entry, last);
  return entry.sequence <= last.sequence;
}

function differing(entry: JournalEntry, last: Place): JournalDiffers {
  return new JournalDiffers(
    `Event ${entry.sequence} of employer ${entry.employerId} in the database does not continue event ${last.sequence} in the event log. ` +
      'Nothing more of the journal is copied until it does. Find out which of the two was changed: assay verify-journal.',
  );
}
