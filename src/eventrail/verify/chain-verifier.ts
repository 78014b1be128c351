import type { Checkpoint } from './checkpoint.js';
import { type JournalEntry, journalGenesis, journalHash } from './journal-entry.js';

/** Where a chain stops being what it was, in the words of its own sequence numbers. */
export interface Tampering {
  readonly chain: string;
  /** The first event that cannot be vouched for. */
  readonly firstBad: number;
  /** The event at the latest by which it is certainly bad; the same as `firstBad` where the place is known exactly. */
  readonly badBy: number;
  readonly detail: string;
}

/** What is known of a chain that shows no fault. */
export interface WholeChain {
  readonly chain: string;
  readonly lastSequence: number;
  readonly lastHash: string;
  /** Up to here a signed checkpoint says so; what follows is whole in itself, which a full rewrite would be too. */
  readonly vouchedTo: number;
  /** Events whose payload was erased: their own hash is taken as given, and the next event and the checkpoint vouch for it. */
  readonly erased: readonly number[];
}

/** Follows one chain, entry by entry, and compares it with the checkpoints of that chain. Pure; memory does not grow with it. */
export class ChainVerifier {
  #sequence: number;
  #hash: string;
  #vouchedTo = 0;
  #tampering: Tampering | undefined;
  readonly #erased: number[] = [];
  readonly #checkpoints: readonly Checkpoint[];
  #nextCheckpoint = 0;

  /** @param checkpoints believed ones (`readCheckpoint`); those of other chains are left aside */
  constructor(
    readonly chain: string,
    genesis: string,
    checkpoints: readonly Checkpoint[],
  ) {
    this.#sequence = 0;
    this.#hash = genesis;
    this.#checkpoints = checkpoints
      .filter((checkpoint) => checkpoint.chain === chain)
      .toSorted((a, b) => a.sequence - b.sequence);
    this.#compare();
  }

  /** @param computed what the hash must be by the entry's content; undefined if the content was erased */
  next(sequence: number, previousHash: string, hash: string, computed: string | undefined): void {
    if (this.#tampering !== undefined) return;
    const expected = this.#sequence + 1;
    if (sequence !== expected) {
      return this.#bad(expected, expected, `Event ${sequence} stands where event ${expected} belongs.`);
    }
    if (previousHash !== this.#hash) {
      return this.#bad(expected, expected, `Event ${expected} does not continue the event before it.`);
    }
    if (computed === undefined) this.#erased.push(sequence);
    else if (computed !== hash) {
      return this.#bad(
        expected,
        expected,
        `The content of event ${expected} does not have the hash that stands with it.`,
      );
    }
    this.#sequence = sequence;
    this.#hash = hash;
    this.#compare();
  }

  /** Nothing that follows changes the outcome any more. */
  get isBad(): boolean {
    return this.#tampering !== undefined;
  }

  /** What stands in the place of the next entry is none. */
  unreadable(detail: string): void {
    if (this.#tampering === undefined) this.#bad(this.#sequence + 1, this.#sequence + 1, detail);
  }

  /** No more entries follow. */
  finish(): Tampering | WholeChain {
    const missing = this.#checkpoints[this.#nextCheckpoint];
    if (this.#tampering === undefined && missing !== undefined) {
      const first = this.#sequence + 1;
      const detail = `The chain ends with event ${this.#sequence}, and a checkpoint of ${missing.time} vouches for event ${missing.sequence}.`;
      this.#bad(first, first, detail);
    }
    if (this.#tampering !== undefined) return this.#tampering;
    return {
      chain: this.chain,
      lastSequence: this.#sequence,
      lastHash: this.#hash,
      vouchedTo: this.#vouchedTo,
      erased: this.#erased,
    };
  }

  #compare(): void {
    for (
      let checkpoint = this.#checkpoints[this.#nextCheckpoint];
      checkpoint?.sequence === this.#sequence;
      checkpoint = this.#checkpoints[this.#nextCheckpoint]
    ) {
      this.#nextCheckpoint += 1;
      if (checkpoint.hash !== this.#hash) {
        const detail = `Event ${this.#sequence} has another hash than the checkpoint of ${checkpoint.time} says: the chain was rewritten.`;
        // A genesis that differs is bad before the first event.
        return this.#bad(Math.min(this.#vouchedTo + 1, this.#sequence), this.#sequence, detail);
      }
      this.#vouchedTo = this.#sequence;
    }
  }

  #bad(firstBad: number, badBy: number, detail: string): void {
    this.#tampering = { chain: this.chain, firstBad, badBy, detail };
  }
}

/** An employer's journal as the database holds it, in order of its sequence numbers. */
export function verifyJournalChain(
  employerId: string,
  entries: Iterable<JournalEntry>,
  checkpoints: readonly Checkpoint[],
): Tampering | WholeChain {
  const verifier = new ChainVerifier(employerId, journalGenesis(employerId), checkpoints);
  for (const entry of entries) {
    nextEntry(verifier, entry);
    if (verifier.isBad) break;
  }
  return verifier.finish();
}

export function nextEntry(verifier: ChainVerifier, entry: JournalEntry): void {
  if (verifier.isBad) return;
  // An entry of another employer is as good as none: the place in this chain is not filled.
  const computed = entry.employerId === verifier.chain ? journalHash(entry) : '';
  verifier.next(entry.sequence, entry.previousHash, entry.hash, computed);
}

export function isTampering(outcome: Tampering | WholeChain): outcome is Tampering {
  return 'firstBad' in outcome;
}
