import { hasCode, NoConnection } from '../api/problem.js';
import { AnswerQueue, type SaveOutcome } from './answer-queue.js';
import { mayPass, randomKey, receiptIn, type AttemptApi, type Paper, type Receipt } from './api.js';
import { nothingYet, type AttemptSnapshot } from './attempt-snapshot.js';
import type { AttemptStore, KeptAttempt } from './attempt-store.js';
import type { EndedAttempts } from './ended-attempts.js';
import { Retries } from './retries.js';
import { outcomeOf } from './save-outcome.js';
import { TimeKeeper, type TimeListener, type TimeWorld } from './time-keeper.js';

export interface SessionWorld extends TimeWorld {
  readonly api: AttemptApi;
  readonly store: AttemptStore;
  readonly ended: EndedAttempts;
  /** Tells the other pages of this browser who writes now. */
  announceWriter(attemptId: string, writer: number): void;
}

/** How often the server is asked whether the attempt has ended, after the time is over. */
const endingMilliseconds = 2_000;
const patienceForResult = 1_500;

/** One visit to one attempt: the paper, the answers, the time and the end. Knows no DOM; the page gives it events. */
export class AttemptSession implements TimeListener {
  readonly time: TimeKeeper;
  readonly queue: AnswerQueue;
  private readonly listeners = new Set<() => void>();
  private readonly retries: Retries;
  private kept: KeptAttempt | undefined;
  private writer = 0;
  private awokeAt = -Infinity;
  private isFinishing = false;
  private state = nothingYet;

  constructor(
    readonly attemptId: string,
    private readonly world: SessionWorld,
  ) {
    this.retries = new Retries(world.timers);
    this.time = new TimeKeeper(world, this.retries, this);
    this.queue = new AnswerQueue({
      attemptId,
      store: world.store,
      save: (answer, keepalive) => this.save(answer, keepalive),
      setTimer: (run, milliseconds) => world.timers.set(run, milliseconds),
      clearTimer: (timer) => world.timers.clear(timer),
      changed: () => this.update({}),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly snapshot = (): AttemptSnapshot => this.state;

  /** Takes the attempt over and opens the paper; an attempt that has ended shows what was received. */
  async open(): Promise<void> {
    this.update({ phase: 'opening', failure: undefined });
    this.kept = await this.world.store.attempt(this.attemptId).catch(() => undefined);
    const token = this.kept?.token ?? this.world.ended.find(this.attemptId)?.token;
    if (token === undefined) return this.update({ phase: 'lost' });
    await this.retries.until(async () => {
      const started = performance.now();
      try {
        // First taken over, then read: nothing that an earlier page still sends can come in between.
        this.writer = (await this.world.api.takeOver(token)).writer;
        const attempt = await this.world.api.attempt(token);
        if (attempt.state === 'finished') return await this.finish(attempt.receipt);
        this.time.countdown.sync(attempt.remainingMilliseconds, performance.now() - started);
        await this.begin(token, attempt);
      } catch (error) {
        this.refusedToOpen(error);
      }
    });
    if (this.state.phase !== 'lost') this.time.begin(token, () => this.mayChange());
  }

  private async begin(token: string, paper: Paper): Promise<void> {
    // An attempt that was reopened after its end is kept again like one that has just started.
    const slug = this.world.ended.find(this.attemptId)?.slug;
    this.kept ??= { attemptId: this.attemptId, token, slug, flagged: [] };
    await this.keep({});
    this.world.announceWriter(this.attemptId, this.writer);
    const unsent = await this.world.store.unsent(this.attemptId).catch(() => []);
    const responses = this.queue.begin(this.writer, paper.answers, unsent);
    this.update({
      phase: 'running',
      paper,
      responses,
      flagged: new Set(this.kept.flagged),
      connected: true,
      place: this.kept.place,
    });
    if (this.kept.submitKey !== undefined) void this.submit();
  }

  private refusedToOpen(error: unknown): void {
    const receipt = receiptIn(error);
    if (receipt) return void this.finish(receipt);
    if (hasCode(error, 'unauthenticated')) return this.lose();
    this.update({ connected: !(error instanceof NoConnection), failure: error });
    throw error;
  }

  answer(questionId: string, response: unknown, how: 'chosen' | 'typed'): void {
    if (this.state.phase !== 'running' || this.isFinishing) return;
    const responses = new Map(this.state.responses).set(questionId, response);
    this.state = { ...this.state, responses };
    this.queue.answer(questionId, response, how);
  }

  flag(questionId: string, on: boolean): void {
    const flagged = new Set(this.state.flagged);
    flagged[on ? 'add' : 'delete'](questionId);
    this.update({ flagged });
    void this.keep({ flagged: [...flagged] });
  }

  visit(questionId: string): void {
    void this.keep({ place: questionId });
  }

  /** Asks the server for the time, and learns whether the attempt is still this page's. */
  async resync(): Promise<void> {
    if (this.kept !== undefined) await this.time.resync(this.kept.token);
  }

  reached(isReached: boolean): void {
    if (this.state.connected !== isReached) this.update({ connected: isReached });
  }

  runs(writer: number): void {
    // A stream that begins anew after the reopening knows nothing of an end.
    if (this.state.phase === 'finished')
      return this.time.countdown.remaining() === 0 ? undefined : this.reopened();
    this.heardWriter(writer);
    if (this.state.phase === 'time-up' && this.time.countdown.remaining() !== 0)
      this.update({ phase: 'running' });
  }

  /** The time is over by the server's clock; the attempt itself tells with which receipt. */
  async ended(): Promise<void> {
    if (this.kept === undefined) return;
    const attempt = await this.world.api.attempt(this.kept.token).catch((error) => this.refused(error));
    if (attempt?.state === 'finished') await this.finish(attempt.receipt);
  }

  reopened(): void {
    const { phase, receipt } = this.state;
    if (phase === 'finished' && receipt?.reason === 'deadline') this.update({ reopened: true });
  }

  refused(error: unknown): void {
    if (hasCode(error, 'unauthenticated')) this.lose();
    else if (error instanceof NoConnection) this.reached(false);
  }

  /** The device has come back: from another window, from sleep, or into a network. */
  awake(online: boolean): void {
    if (!online) return this.reached(false);
    this.retries.now();
    this.queue.sendNow();
    // One return to a page is up to three events.
    if (performance.now() - this.awokeAt > 500) void this.resync();
    this.awokeAt = performance.now();
  }

  /** Another page of this browser, or of another device, has said that it writes now. */
  heardWriter(writer: number): void {
    if (writer > this.writer) this.takenOver();
  }

  private takenOver(): void {
    if (!['running', 'time-up', 'submitting'].includes(this.state.phase)) return;
    this.queue.stop();
    this.update({ phase: 'elsewhere' });
  }

  /** The countdown is at its end. The last answers are on their way; the server decides what came in time. */
  async timeUp(): Promise<void> {
    if (this.state.phase !== 'running') return;
    this.update({ phase: 'time-up' });
    this.queue.sendNow();
    await this.retries.until(async () => {
      if (this.state.phase !== 'time-up') return;
      await this.resync();
      // Until its grace is over the server still takes answers, and somebody may give more time.
      if (this.snapshot().phase === 'time-up') throw new Error('The server has not ended the attempt yet.');
    }, endingMilliseconds);
  }

  /** Sends what is unsent, then the submission, each until there is an answer; twice is once. */
  async submit(): Promise<void> {
    if (this.state.phase !== 'running' || this.kept === undefined) return;
    this.update({ phase: 'submitting', failure: undefined });
    const key = this.kept.submitKey ?? randomKey();
    await this.keep({ submitKey: key });
    await this.queue.drained();
    const { token } = this.kept;
    await this.retries.until(async () => {
      if (this.state.phase !== 'submitting') return;
      try {
        await this.finish(await this.world.api.submit(token, key));
      } catch (error) {
        const receipt = receiptIn(error);
        if (receipt) return await this.finish(receipt);
        if (hasCode(error, 'unauthenticated')) return this.lose();
        this.update({ connected: !(error instanceof NoConnection), failure: error });
        if (mayPass(error)) throw error;
        // Not an answer that repeating would change: back to the questions, where it can be pressed again.
        await this.keep({ submitKey: undefined });
        this.update({ phase: 'running' });
      }
    });
  }

  leave(): void {
    this.queue.sendAndLeave();
  }

  stop(): void {
    this.queue.stop();
    this.retries.stop();
    this.time.stop();
  }

  private async save(
    answer: { questionId: string; response: unknown; clientSeq: number },
    keepalive: boolean,
  ): Promise<SaveOutcome> {
    const { questionId, response, clientSeq } = answer;
    const started = performance.now();
    try {
      const body = {
        response: response as string | null,
        clientSeq,
        ...(this.writer > 0 ? { writer: this.writer } : {}),
      };
      const reply = await this.world.api.save(this.kept?.token ?? '', questionId, body, keepalive);
      this.reached(true);
      this.time.countdown.sync(reply.remainingMilliseconds, performance.now() - started);
      return { outcome: 'saved', reply };
    } catch (error) {
      if (mayPass(error)) this.reached(!(error instanceof NoConnection));
      const receipt = receiptIn(error);
      if (receipt) void this.finish(receipt);
      else if (hasCode(error, 'attempt-open-elsewhere')) this.takenOver();
      else if (hasCode(error, 'unauthenticated')) this.lose();
      return outcomeOf(error);
    }
  }

  private async finish(receipt: Receipt): Promise<void> {
    if (this.isFinishing) return;
    this.isFinishing = true;
    const notReceived = [...this.queue.unsentQuestions()];
    this.queue.stop();
    const { kept } = this;
    const before = this.world.ended.find(this.attemptId);
    const { token, slug } = kept ?? before!;
    const questions = this.state.paper?.items.map(({ questionId }) => questionId) ?? before?.questions ?? [];
    this.world.ended.remember(this.attemptId, { token, slug, questions });
    this.kept = undefined;
    if (kept) await this.world.store.removeAttempt(kept).catch(() => undefined);
    const result = this.retries.until(async () => {
      try {
        this.update({ result: await this.world.api.result(token) });
      } catch (error) {
        if (mayPass(error)) throw error;
      }
    });
    // Nearly always there at once, and then nothing moves on the page; the receipt does not wait for it any longer.
    await Promise.race([result, this.retries.pause(patienceForResult)]);
    this.update({ phase: 'finished', receipt, notReceived, connected: true, failure: undefined });
  }

  private async keep(change: Partial<KeptAttempt>): Promise<void> {
    if (this.kept === undefined) return;
    this.kept = { ...this.kept, ...change };
    await this.world.store.keepAttempt(this.kept).catch(() => undefined);
  }

  private lose(): void {
    this.queue.stop();
    void this.world.store.forgetToken(this.attemptId).catch(() => undefined);
    this.update({ phase: 'lost' });
  }

  /** An attempt that its deadline ended may be given time again; after every other end nothing comes. */
  private mayChange(): boolean {
    const { phase, receipt } = this.state;
    return phase !== 'lost' && (phase !== 'finished' || receipt?.reason === 'deadline');
  }

  private update(change: Partial<AttemptSnapshot>): void {
    this.state = { ...this.state, ...change, waiting: this.queue.waiting };
    for (const listener of this.listeners) listener();
  }
}
