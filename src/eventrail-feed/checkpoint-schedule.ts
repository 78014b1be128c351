/** Where a chain has got to. */
export interface ChainHead {
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
}

interface Waiting {
  head: ChainHead;
  readonly since: number;
}

const mostEvents = 1_000;
const longestMilliseconds = 60_000;

/** When which chain gets its next checkpoint: with its thousandth event since the last, or a minute after the first of them. */
export class CheckpointSchedule {
  private readonly waiting = new Map<string, Waiting>();
  private readonly sealedTo = new Map<string, number>();

  /** @param now milliseconds */
  reached(head: ChainHead, now: number): void {
    if (head.sequence <= this.sealedSequence(head.chain)) return;
    const waiting = this.waiting.get(head.chain);
    if (waiting === undefined) this.waiting.set(head.chain, { head, since: now });
    else waiting.head = head;
  }

  due(now: number): ChainHead[] {
    const heads: ChainHead[] = [];
    for (const { head, since } of this.waiting.values()) {
      const events = head.sequence - this.sealedSequence(head.chain);
      if (events >= mostEvents || now - since >= longestMilliseconds) heads.push(head);
    }
    return heads;
  }

  sealed(chain: string, sequence: number): void {
    this.sealedTo.set(chain, Math.max(sequence, this.sealedSequence(chain)));
    const head = this.waiting.get(chain)?.head;
    if (head !== undefined && head.sequence <= sequence) this.waiting.delete(chain);
  }

  private sealedSequence(chain: string): number {
    return this.sealedTo.get(chain) ?? 0;
  }
}
