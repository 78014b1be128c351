import type { AttemptStore } from './attempt-store.js';

/**
 * The sequence numbers of one writer. Each page that takes an attempt over gets the next number of a writer from the
 * server and counts from here on, so that what it writes is newer than everything an earlier page has written or will
 * still send, without asking any clock.
 */
const sequencesPerWriter = 2 ** 20;

/** Typing is sent at most this long after the first key that was not sent yet; a choice is sent at once. */
const typingMilliseconds = 600;
const longestWaitMilliseconds = 8_000;

export type AnswerMark =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'saved'; readonly savedAt: string }
  | { readonly kind: 'refused' };

export interface SaveReply {
  readonly clientSeq: number;
  readonly savedAt: string;
}

/** What became of one try: `later` is tried again, `refused` is not, `over` ends the queue. */
export type SaveOutcome =
  | { readonly outcome: 'saved'; readonly reply: SaveReply }
  | { readonly outcome: 'later'; readonly afterSeconds?: number }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'over' };

interface Pending {
  readonly questionId: string;
  readonly response: unknown;
  readonly clientSeq: number;
}

export interface QueueWorld {
  readonly attemptId: string;
  readonly store: AttemptStore;
  save(answer: Pending, keepalive: boolean): Promise<SaveOutcome>;
  setTimer(run: () => void, milliseconds: number): unknown;
  clearTimer(timer: unknown): void;
  /** Called after every change of what the marks say. */
  changed(): void;
}

/**
 * Carries each answer to the server: kept in the browser first, sent in the order of the changes, one at a time, again and
 * again until the server has answered. Only the newest answer of a question is worth sending; the sequence number lets the
 * server drop what arrives late.
 */
export class AnswerQueue {
  private readonly sequences = new Map<string, number>();
  private readonly pending = new Map<string, Pending>();
  private readonly marks = new Map<string, AnswerMark>();
  private firstSequence = 1;
  private timer: unknown;
  private failures = 0;
  private sending = false;
  private stopped = false;
  private waiters: (() => void)[] = [];

  constructor(private readonly world: QueueWorld) {}

  /**
   * @param stored the answers that the server has
   * @param unsent what this browser had not sent; it counts where the server has nothing newer
   * @returns the response to each question
   */
  begin(
    writer: number,
    stored: readonly (SaveReply & { readonly questionId: string; readonly response: unknown })[],
    unsent: readonly Pending[],
  ): Map<string, unknown> {
    this.firstSequence = writer * sequencesPerWriter + 1;
    const responses = new Map<string, unknown>();
    for (const { questionId, response, clientSeq, savedAt } of stored) {
      responses.set(questionId, response);
      this.sequences.set(questionId, clientSeq);
      this.marks.set(questionId, { kind: 'saved', savedAt });
    }
    for (const { questionId, response, clientSeq } of [...unsent].sort((a, b) => a.clientSeq - b.clientSeq)) {
      if (clientSeq <= (this.sequences.get(questionId) ?? 0)) {
        this.forget(questionId, clientSeq);
        continue;
      }
      responses.set(questionId, response);
      this.put(questionId, response);
    }
    if (this.pending.size > 0) this.sendAfter(0);
    return responses;
  }

  get waiting(): number {
    return this.pending.size;
  }

  /** The questions whose newest answer the server has not confirmed. */
  unsentQuestions(): IterableIterator<string> {
    return this.pending.keys();
  }

  mark(questionId: string): AnswerMark | undefined {
    return this.marks.get(questionId);
  }

  answer(questionId: string, response: unknown, how: 'chosen' | 'typed'): void {
    if (this.stopped) return;
    this.put(questionId, response);
    this.world.changed();
    // While the connection is away the next try has its time already; a change must not hurry it.
    if (this.timer === undefined) this.sendAfter(how === 'chosen' ? 0 : typingMilliseconds);
    else if (how === 'chosen' && this.failures === 0) this.sendAfter(0);
  }

  /** Something has changed for the better, or there is no time to wait: the next try is now. */
  sendNow(): void {
    if (this.pending.size > 0) this.sendAfter(0);
  }

  /** The page is going away: everything leaves at once, in requests that outlive it. What is not answered stays in the store. */
  sendAndLeave(): void {
    if (this.stopped) return;
    for (const answer of this.pending.values()) void this.deliver(answer, true);
  }

  /** Resolves when nothing waits any more, or when the queue has ended. */
  drained(): Promise<void> {
    if (this.pending.size === 0 || this.stopped) return Promise.resolve();
    this.sendNow();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  stop(): void {
    this.stopped = true;
    this.world.clearTimer(this.timer);
    this.settle();
  }

  private put(questionId: string, response: unknown): void {
    const clientSeq = Math.max(this.firstSequence, (this.sequences.get(questionId) ?? 0) + 1);
    const answer = { questionId, response, clientSeq };
    this.sequences.set(questionId, clientSeq);
    this.pending.set(questionId, answer);
    this.marks.set(questionId, { kind: 'waiting' });
    // A full disk does not stop the sending: the server is where answers count.
    this.world.store.keepUnsent({ attemptId: this.world.attemptId, ...answer }).catch(() => undefined);
  }

  private forget(questionId: string, clientSeq: number): void {
    this.world.store.forgetUnsent(this.world.attemptId, questionId, clientSeq).catch(() => undefined);
  }

  private sendAfter(milliseconds: number): void {
    if (this.stopped) return;
    this.world.clearTimer(this.timer);
    this.timer = this.world.setTimer(() => {
      this.timer = undefined;
      void this.sendAll();
    }, milliseconds);
  }

  private async sendAll(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (;;) {
        const next = this.pending.values().next().value;
        if (next === undefined || this.stopped) break;
        const wait = await this.deliver(next, false);
        if (wait === undefined) continue;
        this.sendAfter(wait);
        break;
      }
    } finally {
      this.sending = false;
    }
  }

  /** @returns how long to wait before the next try; undefined: go on. */
  private async deliver(answer: Pending, keepalive: boolean): Promise<number | undefined> {
    const result = await this.world.save(answer, keepalive);
    if (this.stopped) return undefined;
    if (result.outcome === 'over') {
      this.stop();
      return undefined;
    }
    if (result.outcome === 'later') {
      this.failures += 1;
      this.world.changed();
      // Growing waits with some chance in them: a room full of phones must not come back in step.
      const wait =
        Math.min(longestWaitMilliseconds, 500 * 2 ** Math.min(this.failures, 6)) *
        (0.7 + 0.3 * Math.random());
      return Math.max(wait, (result.afterSeconds ?? 0) * 1_000);
    }
    this.failures = 0;
    const { questionId, clientSeq } = answer;
    const isNewest = this.pending.get(questionId)?.clientSeq === clientSeq;
    if (isNewest) this.pending.delete(questionId);
    this.forget(questionId, clientSeq);
    if (result.outcome === 'saved') {
      this.sequences.set(questionId, Math.max(this.sequences.get(questionId) ?? 0, result.reply.clientSeq));
      if (isNewest) this.marks.set(questionId, { kind: 'saved', savedAt: result.reply.savedAt });
    } else if (isNewest) {
      this.marks.set(questionId, { kind: 'refused' });
    }
    if (this.pending.size === 0) this.settle();
    this.world.changed();
    return undefined;
  }

  private settle(): void {
    const waiters = this.waiters;
    this.waiters = [];
    for (const resolve of waiters) resolve();
  }
}
