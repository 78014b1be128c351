import { isId } from '../common/identifiers/identifiers.js';
import type { Database } from '../database/database.js';
import { type HashedEvent, readJournals } from '../events/journal.queries.js';
import {
  ChainVerifier,
  isTampering,
  nextEntry,
  type Tampering,
  type WholeChain,
} from '../eventrail/verify/chain-verifier.js';
import type { Checkpoint } from '../eventrail/verify/checkpoint.js';
import { journalGenesis } from '../eventrail/verify/journal-entry.js';
import type { FollowedChains } from '../eventrail/verify/verify-log.js';

const pageSize = 2_000;
const beforeAll = { employerId: '00000000-0000-0000-0000-000000000000', sequence: '0' };

/**
 * Re-computes every journal of the database, of one moment, from its rows: what its triggers and heads say does not count.
 *
 * @param copies the journals as the event log has them: the database must hold the same, and may hold more
 */
export async function followDatabase(
  database: Database,
  believed: readonly Checkpoint[],
  copies: readonly WholeChain[],
): Promise<FollowedChains> {
  const outcomes: (Tampering | WholeChain)[] = [];
  const missing = new Set([...believed, ...copies].map(({ chain }) => chain).filter(isId));
  let current: FollowedJournal | undefined;
  const begin = (employerId: string): FollowedJournal => {
    missing.delete(employerId);
    return new FollowedJournal(
      employerId,
      believed,
      copies.find(({ chain }) => chain === employerId),
    );
  };
  for await (const event of journals(database)) {
    if (current?.employerId !== event.employerId) {
      if (current !== undefined) outcomes.push(current.finish());
      current = begin(event.employerId);
    }
    current.next(event);
  }
  if (current !== undefined) outcomes.push(current.finish());
  // Of whom something is vouched for, and nothing is left.
  for (const employerId of missing) outcomes.push(begin(employerId).finish());
  return {
    tamperings: outcomes.filter(isTampering),
    chains: outcomes.filter((outcome): outcome is WholeChain => !isTampering(outcome)),
    doubts: [],
  };
}

function journals(database: Database): AsyncGenerator<HashedEvent, void> {
  return database.snapshot({ sweep: true }, async function* (reader) {
    let after = beforeAll;
    for (;;) {
      const page = await readJournals(reader, after, pageSize);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < pageSize) return;
      after = last;
    }
  });
}

class FollowedJournal {
  private readonly verifier: ChainVerifier;
  private hashAtCopysEnd: string | undefined;

  constructor(
    readonly employerId: string,
    believed: readonly Checkpoint[],
    private readonly copy: WholeChain | undefined,
  ) {
    this.verifier = new ChainVerifier(employerId, journalGenesis(employerId), believed);
  }

  next(event: HashedEvent): void {
    const sequence = Number(event.sequence);
    nextEntry(this.verifier, { ...event, sequence });
    if (sequence === this.copy?.lastSequence) this.hashAtCopysEnd = event.hash;
  }

  finish(): Tampering | WholeChain {
    const outcome = this.verifier.finish();
    if (isTampering(outcome) || this.copy === undefined || this.copy.lastSequence === 0) return outcome;
    const { lastSequence, lastHash } = this.copy;
    const chain = this.employerId;
    if (outcome.lastSequence < lastSequence) {
      const first = outcome.lastSequence + 1;
      const detail = `The database ends with event ${outcome.lastSequence}, and the event log holds event ${lastSequence}.`;
      return { chain, firstBad: first, badBy: first, detail };
    }
    if (this.hashAtCopysEnd === lastHash) return outcome;
    const detail = `Event ${lastSequence} has one hash in the database and another in the event log: one of them was rewritten.`;
    return { chain, firstBad: Math.min(outcome.vouchedTo + 1, lastSequence), badBy: lastSequence, detail };
  }
}
