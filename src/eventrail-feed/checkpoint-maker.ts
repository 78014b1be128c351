import type { KeyObject } from 'node:crypto';
import { isId } from '../common/identifiers/identifiers.js';
import { checkpointLine, type Checkpoint, signCheckpoint } from '../eventrail/verify/checkpoint.js';
import { logChain } from '../eventrail/verify/verify-log.js';
import type { HeldLog } from './event-log-holder.js';
import { checkpointChain } from './log-contents.js';

/**
 * Signs what is due and writes it into the log. The log as a whole comes last, over the checkpoints of the journals too: who
 * keeps one line outside keeps that one.
 */
export async function makeCheckpoints(
  { log, contents }: HeldLog,
  signingKey: KeyObject,
  now: number,
): Promise<void> {
  const due = contents.schedule.due(now);
  if (due.length === 0) return;
  const time = contents.checkpointTime;
  const store = async (checkpoints: readonly Checkpoint[]): Promise<void> => {
    await log.appendAll(
      checkpoints.map((checkpoint) => ({
        json: checkpointLine(checkpoint).trimEnd(),
        chain: checkpointChain,
      })),
    );
    // Not before they are stored: an append that fails leaves them due.
    for (const checkpoint of checkpoints) contents.sealed(checkpoint);
  };
  const journals = due.filter(({ chain }) => isId(chain));
  if (journals.length > 0) await store(journals.map((head) => signCheckpoint(signingKey, { ...head, time })));
  const { log: name, lastSeq, lastHash } = log.stats();
  if (name === null) return;
  await store([
    signCheckpoint(signingKey, { chain: logChain(name), sequence: lastSeq, hash: lastHash, time }),
  ]);
}
