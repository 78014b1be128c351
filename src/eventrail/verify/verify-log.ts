import type { KeyObject } from 'node:crypto';
import { isId } from '../../common/identifiers/identifiers.js';
import type { RecordLine } from '../log/line-format.js';
import type { LogFiles } from '../log/log-files.js';
import { type LogContent, readLog } from '../log/read-log.js';
import { type LogLimits, logLimits } from '../log/scan-segment.js';
import { ChainVerifier, isTampering, nextEntry, type Tampering, type WholeChain } from './chain-verifier.js';
import { type Checkpoint, type CheckpointRefusal, readCheckpoint } from './checkpoint.js';
import { journalGenesis, readJournalEntry } from './journal-entry.js';

export interface RefusedCheckpoint {
  /** In the file of checkpoints, from 1. */
  readonly line: number;
  readonly refusal: CheckpointRefusal;
}

/**
 * intact (0): every chain is whole and every event is vouched for up to its chain's last checkpoint. tampered (1): something is
 * certainly not what it was. cannot-decide (2): nothing is proven false, but something that should vouch is missing.
 */
export interface LogVerdict {
  readonly verdict: 'intact' | 'tampered' | 'cannot-decide';
  readonly exitCode: 0 | 1 | 2;
  /** In the order found; the log's own first. */
  readonly tamperings: readonly Tampering[];
  readonly chains: readonly WholeChain[];
  readonly refusedCheckpoints: readonly RefusedCheckpoint[];
  /** Why it cannot be decided. */
  readonly doubts: readonly string[];
}

export interface CheckpointFile {
  readonly believed: readonly Checkpoint[];
  readonly refused: readonly RefusedCheckpoint[];
}

/** Checks a file of checkpoints, oldest first, one JSON object per line. Every line is believed or refused by itself. */
export function readCheckpoints(text: string, key: KeyObject): CheckpointFile {
  const believed: Checkpoint[] = [];
  const refused: RefusedCheckpoint[] = [];
  const lastOf = new Map<string, Checkpoint>();
  for (const [place, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readCheckpoint(line, { key });
    const last = typeof read === 'string' ? undefined : lastOf.get(read.chain);
    const checkpoint = last === undefined ? read : readCheckpoint(line, { key, last });
    if (typeof checkpoint === 'string') {
      refused.push({ line: place + 1, refusal: checkpoint });
      continue;
    }
    lastOf.set(checkpoint.chain, checkpoint);
    believed.push(checkpoint);
  }
  return { believed, refused };
}

/** The chain of the log as a whole: its sequence numbers, its line hashes. */
export function logChain(log: string): string {
  return `log:${log}`;
}

/** What was found in one of the places where events are kept, before it is judged. */
export interface FollowedChains {
  readonly tamperings: readonly Tampering[];
  readonly chains: readonly WholeChain[];
  readonly doubts: readonly string[];
}

export async function verifyLog(
  files: LogFiles,
  checkpoints: CheckpointFile,
  limits: LogLimits = logLimits,
): Promise<LogVerdict> {
  return verdictOf(await followLog(files, checkpoints, limits), checkpoints);
}

/**
 * Re-computes the log's own chain and the journal chain of every employer in it, and compares them with checkpoints that were
 * kept outside. Reads only; memory grows with the number of employers, not of events.
 */
export async function followLog(
  files: LogFiles,
  { believed }: CheckpointFile,
  limits: LogLimits = logLimits,
): Promise<FollowedChains> {
  const journals = new Map<string, ChainVerifier>();
  const lineHashes = new Map<number, string | undefined>();
  for (const { chain, sequence } of believed) {
    // An employer who is vouched for and of whom nothing is left must be missed.
    if (isId(chain)) journalOf(chain, journals, believed);
    else lineHashes.set(sequence, undefined);
  }
  const content = await readLog(files, {
    limits,
    knownDurable: 0,
    onRecord(record) {
      if (lineHashes.has(record.seq)) lineHashes.set(record.seq, record.hash);
      followJournal(record, journals, believed);
    },
  });
  const outcomes = ownChains(content, lineHashes, believed);
  for (const verifier of journals.values()) outcomes.push(verifier.finish());
  const { damage } = content;
  const torn = damage?.kind === 'torn' ? [`${damage.segment}, byte ${damage.offset}: ${damage.detail}`] : [];
  return {
    tamperings: outcomes.filter(isTampering),
    chains: outcomes.filter((outcome): outcome is WholeChain => !isTampering(outcome)),
    doubts: torn,
  };
}

/** The chain of this log's lines, and one for each other log that a checkpoint speaks of and that is not here. */
function ownChains(
  content: LogContent,
  lineHashes: ReadonlyMap<number, string | undefined>,
  believed: readonly Checkpoint[],
): (Tampering | WholeChain)[] {
  const chain = logChain(content.log ?? 'none');
  const others = believed.filter((checkpoint) => !isId(checkpoint.chain) && checkpoint.chain !== chain);
  const replaced = [...new Set(others.map((checkpoint) => checkpoint.chain))].map((name) => ({
    chain: name,
    firstBad: 1,
    badBy: 1,
    detail: `A checkpoint vouches for ${name}, and the folder holds ${chain}.`,
  }));
  return [ownChain(content, chain, lineHashes, believed), ...replaced];
}

function ownChain(
  content: LogContent,
  chain: string,
  lineHashes: ReadonlyMap<number, string | undefined>,
  believed: readonly Checkpoint[],
): Tampering | WholeChain {
  const { damage, lastHash } = content;
  const lastSequence = content.nextSeq - 1;
  if (damage?.kind === 'interior') {
    const detail = `${damage.segment}, byte ${damage.offset}: ${damage.detail}`;
    return { chain, firstBad: damage.seq, badBy: damage.seq, detail };
  }
  let vouchedTo = 0;
  const own = believed.filter((checkpoint) => checkpoint.chain === chain);
  for (const { sequence, hash, time } of own.toSorted((a, b) => a.sequence - b.sequence)) {
    const found = lineHashes.get(sequence);
    if (found === undefined) {
      const detail = `The log ends with event ${lastSequence}, and a checkpoint of ${time} vouches for event ${sequence}.`;
      return { chain, firstBad: lastSequence + 1, badBy: lastSequence + 1, detail };
    }
    if (found !== hash) {
      const detail = `Event ${sequence} has another hash than the checkpoint of ${time} says: the log was rewritten.`;
      return { chain, firstBad: Math.min(vouchedTo + 1, sequence), badBy: sequence, detail };
    }
    vouchedTo = sequence;
  }
  return { chain, lastSequence, lastHash, vouchedTo, erased: [] };
}

/** Lines whose chain is an employer's id hold that employer's journal; all others are only lines of the log. */
function followJournal(
  record: RecordLine,
  journals: Map<string, ChainVerifier>,
  believed: readonly Checkpoint[],
): void {
  if (record.chain === undefined || !isId(record.chain)) return;
  const verifier = journalOf(record.chain, journals, believed);
  const entry = readJournalEntry(record.data.toString('utf8'));
  if (entry === undefined)
    verifier.unreadable(`Line ${record.seq} of the log is not an event of the journal.`);
  else nextEntry(verifier, entry);
}

function journalOf(
  employerId: string,
  journals: Map<string, ChainVerifier>,
  believed: readonly Checkpoint[],
): ChainVerifier {
  let verifier = journals.get(employerId);
  if (verifier === undefined) {
    verifier = new ChainVerifier(employerId, journalGenesis(employerId), believed);
    journals.set(employerId, verifier);
  }
  return verifier;
}

/** The verdict on chains that were followed to their ends, by whatever reader: the log file, the table, a copy of either. */
export function verdictOf(
  { tamperings, chains, doubts: furtherDoubts }: FollowedChains,
  checkpoints: CheckpointFile,
): LogVerdict {
  // A checkpoint of the log as a whole covers the journals in it.
  const isLogVouched = chains.some(({ chain, vouchedTo }) => !isId(chain) && vouchedTo > 0);
  const unvouched = chains.filter(
    ({ lastSequence, vouchedTo }) => lastSequence > 0 && vouchedTo === 0 && !isLogVouched,
  );
  const doubts = [
    ...furtherDoubts,
    ...checkpoints.refused.map(
      ({ line, refusal }) => `Line ${line} of the checkpoints is not believed: ${refusal}.`,
    ),
    ...unvouched.map(
      ({ chain }) => `No checkpoint vouches for ${chain}: it is whole, and a full rewrite would be too.`,
    ),
  ];
  const found = { tamperings, chains, refusedCheckpoints: checkpoints.refused, doubts };
  if (tamperings.length > 0) return { verdict: 'tampered', exitCode: 1, ...found };
  if (doubts.length > 0) return { verdict: 'cannot-decide', exitCode: 2, ...found };
  return { verdict: 'intact', exitCode: 0, ...found };
}
