import { beforeEach, describe, expect, it } from 'vitest';
import { AnswerQueue, type SaveOutcome } from './answer-queue.js';
import { MemoryStore } from './attempt-store.js';

const attemptId = 'attempt';
const perWriter = 2 ** 20;

interface Sent {
  readonly questionId: string;
  readonly response: unknown;
  readonly clientSeq: number;
  readonly keepalive: boolean;
}

/** A server that answers as the test says, and timers that run when the test says. */
class World {
  readonly attemptId = attemptId;
  readonly store = new MemoryStore();
  readonly sent: Sent[] = [];
  readonly timers: { run: () => void; milliseconds: number }[] = [];
  answer: (sent: Sent) => SaveOutcome | Promise<SaveOutcome> = saved;

  save = async (answer: Omit<Sent, 'keepalive'>, keepalive: boolean): Promise<SaveOutcome> => {
    const sent = { ...answer, keepalive };
    this.sent.push(sent);
    return this.answer(sent);
  };
  setTimer(run: () => void, milliseconds: number): unknown {
    const timer = { run, milliseconds };
    this.timers.push(timer);
    return timer;
  }
  clearTimer(timer: unknown): void {
    const place = this.timers.indexOf(timer as (typeof this.timers)[number]);
    if (place >= 0) this.timers.splice(place, 1);
  }
  changed(): void {}

  /** Runs the timer that waits, and everything that follows from it. @returns how long it would have waited */
  async tick(): Promise<number> {
    const timer = this.timers.shift();
    if (!timer) throw new Error('no timer waits');
    timer.run();
    await settle();
    return timer.milliseconds;
  }
}

const saved = ({ clientSeq }: Sent): SaveOutcome => ({
  outcome: 'saved',
  reply: { clientSeq, savedAt: `2026-03-01T10:00:00.${String(clientSeq % 1_000).padStart(3, '0')}Z` },
});
const later = (): SaveOutcome => ({ outcome: 'later' });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('the queue of answers', () => {
  let world: World;
  let queue: AnswerQueue;
  beforeEach(() => {
    world = new World();
    queue = new AnswerQueue(world);
    queue.begin(3, [], []);
  });

  it('sends a choice at once and keeps it until the server has answered', async () => {
    queue.answer('q1', 'a', 'chosen');
    expect(queue.mark('q1')).toEqual({ kind: 'waiting' });
    expect(await world.store.unsent(attemptId)).toHaveLength(1);
    expect(await world.tick()).toBe(0);
    expect(world.sent).toEqual([
      { questionId: 'q1', response: 'a', clientSeq: 3 * perWriter + 1, keepalive: false },
    ]);
    expect(queue.mark('q1')).toEqual({ kind: 'saved', savedAt: expect.any(String) as string });
    expect(await world.store.unsent(attemptId)).toEqual([]);
  });

  it('sends typing within a second of the first key, not after the last', async () => {
    for (const text of ['1', '12', '12.', '12.5']) queue.answer('q1', text, 'typed');
    expect(world.timers).toHaveLength(1);
    expect(await world.tick()).toBeLessThan(1_000);
    expect(world.sent.map(({ response }) => response)).toEqual(['12.5']);
  });

  it('counts on from what the server has, and above every earlier writer', async () => {
    queue = new AnswerQueue(world);
    queue.begin(
      4,
      [{ questionId: 'q1', response: 'old', clientSeq: 3 * perWriter + 900, savedAt: 'then' }],
      [],
    );
    expect(queue.mark('q1')).toEqual({ kind: 'saved', savedAt: 'then' });
    queue.answer('q1', 'new', 'chosen');
    queue.answer('q1', 'newer', 'chosen');
    await world.tick();
    expect(world.sent.map(({ clientSeq }) => clientSeq)).toEqual([4 * perWriter + 2]);
  });

  it('says saved only for the newest answer', async () => {
    let release: (outcome: SaveOutcome) => void = () => undefined;
    world.answer = (sent) =>
      sent.response === 'a' ? new Promise((resolve) => (release = resolve)) : saved(sent);
    queue.answer('q1', 'a', 'chosen');
    await world.tick();
    queue.answer('q1', 'b', 'chosen');
    expect(queue.mark('q1')).toEqual({ kind: 'waiting' });
    release(saved(world.sent[0]!));
    await settle();
    expect(world.sent.map(({ response }) => response)).toEqual(['a', 'b']);
    expect(queue.mark('q1')?.kind).toBe('saved');
    expect(queue.waiting).toBe(0);
  });

  it('tries again with growing waits, in the order of the changes, the newest of each question', async () => {
    world.answer = later;
    queue.answer('q1', 'a', 'chosen');
    await world.tick();
    queue.answer('q2', 'b', 'chosen');
    queue.answer('q1', 'c', 'chosen');
    const waits = [];
    for (let round = 0; round < 8; round += 1) waits.push(await world.tick());
    expect(waits[0]).toBeLessThan(1_001);
    expect(Math.max(...waits)).toBeLessThanOrEqual(8_000);
    expect(waits[7]).toBeGreaterThan(5_000);
    expect(world.sent).toHaveLength(9);
    world.answer = saved;
    queue.sendNow();
    await world.tick();
    expect(world.sent.slice(9).map(({ questionId, response }) => [questionId, response])).toEqual([
      ['q1', 'c'],
      ['q2', 'b'],
    ]);
    expect(world.timers).toEqual([]);
  });

  it('waits as long as the server asks', async () => {
    world.answer = () => ({ outcome: 'later', afterSeconds: 30 });
    queue.answer('q1', 'a', 'chosen');
    await world.tick();
    expect(world.timers[0]?.milliseconds).toBe(30_000);
  });

  it('takes up what an earlier page could not send, where the server has nothing newer', async () => {
    const unsent = (questionId: string, response: string, clientSeq: number) => ({
      questionId,
      response,
      clientSeq,
    });
    for (const each of [unsent('q1', 'mine', 2 * perWriter + 7), unsent('q2', 'mine', 2 * perWriter + 1)])
      await world.store.keepUnsent({ attemptId, ...each });
    queue = new AnswerQueue(world);
    const responses = queue.begin(
      4,
      [
        { questionId: 'q1', response: 'old', clientSeq: 2 * perWriter + 6, savedAt: 'then' },
        // Another device took over and wrote this: its answer is the newer one, whatever the clocks say.
        { questionId: 'q2', response: 'theirs', clientSeq: 3 * perWriter + 1, savedAt: 'then' },
      ],
      [...(await world.store.unsent(attemptId))],
    );
    expect([...responses]).toEqual([
      ['q1', 'mine'],
      ['q2', 'theirs'],
    ]);
    await world.tick();
    expect(world.sent.map(({ questionId, clientSeq }) => [questionId, clientSeq])).toEqual([
      ['q1', 4 * perWriter + 1],
    ]);
    expect(await world.store.unsent(attemptId)).toEqual([]);
  });

  it('goes on with the others when one answer is refused, and says so', async () => {
    world.answer = (sent) => (sent.questionId === 'q1' ? { outcome: 'refused' } : saved(sent));
    queue.answer('q1', 'bad', 'chosen');
    queue.answer('q2', 'good', 'chosen');
    await world.tick();
    expect(queue.mark('q1')).toEqual({ kind: 'refused' });
    expect(queue.mark('q2')?.kind).toBe('saved');
  });

  it('is drained when everything is answered, or when the attempt is over', async () => {
    queue.answer('q1', 'a', 'chosen');
    let done = false;
    void queue.drained().then(() => (done = true));
    await settle();
    expect(done).toBe(false);
    await world.tick();
    expect(done).toBe(true);

    world.answer = () => ({ outcome: 'over' });
    queue.answer('q1', 'b', 'chosen');
    const over = queue.drained();
    await world.tick();
    await over;
    queue.answer('q1', 'c', 'chosen');
    expect(world.timers).toEqual([]);
    expect(world.sent).toHaveLength(2);
  });

  it('lets everything leave with the page, and goes on if the page comes back', async () => {
    world.answer = later;
    queue.answer('q1', 'a', 'typed');
    queue.answer('q2', 'b', 'typed');
    queue.sendAndLeave();
    await settle();
    expect(world.sent.map(({ questionId, keepalive }) => [questionId, keepalive])).toEqual([
      ['q1', true],
      ['q2', true],
    ]);
    expect(await world.store.unsent(attemptId)).toHaveLength(2);
    world.answer = saved;
    queue.sendNow();
    await world.tick();
    expect(await world.store.unsent(attemptId)).toEqual([]);
  });
});
