import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiProblem, NoConnection, type Problem } from '../api/problem.js';
import { AttemptSession } from './attempt-session.js';
import type { AttemptApi, Paper, Receipt } from './api.js';
import { MemoryStore } from './attempt-store.js';
import { Countdown } from './countdown.js';
import { TabEndedAttempts } from './ended-attempts.js';
import type { TimeNews } from './time-stream.js';

const attemptId = 'attempt';
const perWriter = 2 ** 20;
const receipt: Receipt = {
  submissionId: 'submission',
  reason: 'submitted',
  finishedAt: '2026-03-01T10:00:00.000Z',
  receivedAt: '2026-03-01T10:00:00.000Z',
  responsesHash: 'aa',
  versionHash: 'bb',
};
const paper: Paper = {
  state: 'in_progress',
  title: 'Paper',
  presentation: 'one_by_one',
  startedAt: '2026-03-01T09:00:00.000Z',
  deadlineAt: '2026-03-01T10:00:00.000Z',
  serverTime: '2026-03-01T09:00:00.000Z',
  remainingMilliseconds: 60_000,
  items: ['q1', 'q2'].map((questionId) => ({
    questionId,
    kind: 'true_false',
    text: '?',
    points: 1,
    content: {},
  })),
  answers: [],
};

function refusal(
  code: Problem['code'],
  members: Record<string, unknown> = {},
  retryable = false,
): ApiProblem {
  const problem = { type: '', title: code, status: 409, instance: '', code, retryable, ...members };
  return new ApiProblem(problem, 409, null, null);
}

/** A server of one attempt whose answers the test replaces, and timers that the test lets run. */
class World {
  readonly store = new MemoryStore();
  readonly ended = new TabEndedAttempts();
  readonly announced: number[] = [];
  readonly keys: string[] = [];
  readonly saved: { questionId: string; response: unknown; clientSeq: number; writer?: number }[] = [];
  writer = 0;
  waiting: { run: () => void; milliseconds: number }[] = [];
  now = 0;
  say: (news: TimeNews) => void = () => undefined;
  readonly countdown = new Countdown({ monotonic: () => this.now, wall: () => this.now });
  readonly timers = {
    set: (run: () => void, milliseconds: number): unknown => {
      const timer = { run, milliseconds };
      this.waiting.push(timer);
      return timer;
    },
    clear: (timer: unknown): void => {
      this.waiting = this.waiting.filter((each) => each !== timer);
    },
  };
  readonly api: AttemptApi = {
    takeOver: async () => ({ writer: (this.writer += 1) }),
    attempt: async () => paper,
    time: async () => ({
      state: 'in_progress',
      writer: this.writer,
      deadlineAt: paper.deadlineAt,
      serverTime: paper.serverTime,
      remainingMilliseconds: 60_000,
    }),
    save: async (_token, questionId, body) => {
      this.saved.push({ questionId, ...body });
      return {
        questionId,
        outcome: 'saved',
        clientSeq: body.clientSeq,
        savedAt: paper.serverTime,
        remainingMilliseconds: 50_000,
      };
    },
    submit: async (_token, key) => {
      this.keys.push(key);
      return receipt;
    },
    result: async () => ({ reviewPolicy: 'none' }),
  };
  announceWriter(_attemptId: string, writer: number): void {
    this.announced.push(writer);
  }
  followTime(_token: string, _stop: AbortSignal, hear: (news: TimeNews) => void): Promise<void> {
    this.say = hear;
    return new Promise(() => undefined);
  }
  /** Lets the timers that are due within this time run, the soonest first. */
  async pass(milliseconds: number): Promise<void> {
    const due = this.waiting.filter((timer) => timer.milliseconds <= milliseconds);
    this.waiting = this.waiting.filter((timer) => !due.includes(timer));
    for (const timer of due.sort((a, b) => a.milliseconds - b.milliseconds)) timer.run();
    await settle();
  }
}

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('a visit to an attempt', () => {
  let world: World;
  let session: AttemptSession;
  const phase = (): string => session.snapshot().phase;
  const opened = async (): Promise<void> => {
    session = new AttemptSession(attemptId, world);
    void session.open();
    await settle();
  };
  beforeEach(async () => {
    world = new World();
    await world.store.keepAttempt({ attemptId, token: 'token', slug: 'slug', flagged: [] });
  });
  afterEach(() => session.stop());

  it('takes the attempt over before it reads the paper, and tells the other pages', async () => {
    const order: string[] = [];
    const { takeOver, attempt } = world.api;
    Object.assign(world.api, {
      takeOver: (token: string) => (order.push('writer'), takeOver(token)),
      attempt: (token: string) => (order.push('paper'), attempt(token)),
    });
    await opened();
    expect(order).toEqual(['writer', 'paper']);
    expect(phase()).toBe('running');
    expect(world.announced).toEqual([1]);
  });

  it('saves with its number of a writer, and says so to nobody who reads only', async () => {
    await opened();
    session.answer('q1', true, 'chosen');
    await world.pass(0);
    expect(world.saved).toEqual([{ questionId: 'q1', response: true, clientSeq: perWriter + 1, writer: 1 }]);
    expect(world.countdown.remaining()).toBeGreaterThan(49_000);
  });

  it('tries to open again until the server answers', async () => {
    const { takeOver } = world.api;
    Object.assign(world.api, { takeOver: () => Promise.reject(new NoConnection()) });
    await opened();
    expect([phase(), session.snapshot().connected]).toEqual(['opening', false]);
    Object.assign(world.api, { takeOver });
    await world.pass(1_000);
    expect([phase(), session.snapshot().connected]).toEqual(['running', true]);
  });

  it('is lost without a token, and where the server does not know it', async () => {
    world = new World();
    await opened();
    expect(phase()).toBe('lost');
    await world.store.keepAttempt({ attemptId, token: 'token', flagged: [] });
    Object.assign(world.api, { takeOver: () => Promise.reject(refusal('unauthenticated')) });
    await opened();
    expect(phase()).toBe('lost');
  });

  it('submits what is unsent first, with a key that is kept before the first try and used for each', async () => {
    await opened();
    const tries: string[] = [];
    Object.assign(world.api, {
      submit: async (_token: string, key: string) => {
        expect((await world.store.attempt(attemptId))?.submitKey).toBe(key);
        tries.push(key);
        if (tries.length < 3)
          throw tries.length === 1 ? new NoConnection() : refusal('idempotency-in-flight', {}, true);
        return receipt;
      },
    });
    session.answer('q1', true, 'chosen');
    void session.submit();
    void session.submit();
    await settle();
    expect(tries).toEqual([]);
    await world.pass(0);
    expect(world.saved).toHaveLength(1);
    await world.pass(1_000);
    expect(phase()).toBe('submitting');
    await world.pass(2_000);
    expect(phase()).toBe('finished');
    expect(new Set(tries).size).toBe(1);
    expect(await world.store.attempts()).toEqual([]);
    expect(world.ended.find(attemptId)).toEqual({ token: 'token', slug: 'slug', questions: ['q1', 'q2'] });
  });

  it('goes on with a submission that an earlier page began', async () => {
    await world.store.keepAttempt({ attemptId, token: 'token', flagged: [], submitKey: 'the first key' });
    await opened();
    expect(world.keys).toEqual(['the first key']);
    expect(phase()).toBe('finished');
  });

  it('shows the receipt that the server has, whoever submitted', async () => {
    await opened();
    Object.assign(world.api, { submit: () => Promise.reject(refusal('already-submitted', { receipt })) });
    void session.submit();
    await settle();
    expect(session.snapshot().receipt).toEqual(receipt);
  });

  it('lets the candidate press again where the submission was refused for another reason', async () => {
    await opened();
    Object.assign(world.api, { submit: () => Promise.reject(refusal('idempotency-key-reused')) });
    void session.submit();
    await settle();
    expect(phase()).toBe('running');
    expect((await world.store.attempt(attemptId))?.submitKey).toBeUndefined();
  });

  it.each([
    ['another tab', () => session.heardWriter(2)],
    ['the stream', () => world.say({ type: 'time', writer: 2, remainingMilliseconds: 1_000 })],
    [
      'the refusal of an answer',
      () => {
        Object.assign(world.api, { save: () => Promise.reject(refusal('attempt-open-elsewhere')) });
        session.answer('q1', true, 'chosen');
      },
    ],
    [
      'a look at the time',
      () => {
        world.writer = 2;
        void session.resync();
      },
    ],
  ])('reads only when it hears of a newer page from %s', async (_, hear) => {
    await opened();
    hear();
    await world.pass(0);
    await settle();
    expect(phase()).toBe('elsewhere');
    session.answer('q2', true, 'chosen');
    await world.pass(0);
    expect(world.saved).toEqual([]);
  });

  it('hears nothing in an older page, or in itself', async () => {
    world.writer = 5;
    await opened();
    session.heardWriter(5);
    session.heardWriter(6);
    expect(phase()).toBe('running');
    session.heardWriter(7);
    expect(phase()).toBe('elsewhere');
  });

  describe('when the time is over', () => {
    it('sends what is left and asks until the server has ended it', async () => {
      await opened();
      session.answer('q1', true, 'typed');
      world.now += 60_000;
      const over = { ...receipt, reason: 'deadline' as const };
      Object.assign(world.api, {
        time: async () => ({ state: 'in_progress', writer: 1, remainingMilliseconds: 0 }),
        attempt: async () => ({ state: 'finished', receipt: over }),
      });
      void session.timeUp();
      await world.pass(0);
      expect(world.saved).toHaveLength(1);
      await world.pass(2_000);
      expect(phase()).toBe('time-up');
      Object.assign(world.api, {
        time: async () => ({ state: 'finished', writer: 1, remainingMilliseconds: 0 }),
      });
      await world.pass(2_000);
      expect(session.snapshot()).toMatchObject({ phase: 'finished', receipt: over, notReceived: [] });
    });

    it('goes on where the employer gives more', async () => {
      await opened();
      world.now += 60_000;
      Object.assign(world.api, {
        time: async () => ({ state: 'in_progress', writer: 1, remainingMilliseconds: 0 }),
      });
      void session.timeUp();
      await settle();
      expect(phase()).toBe('time-up');
      world.say({ type: 'time', writer: 1, remainingMilliseconds: 300_000 });
      expect(phase()).toBe('running');
    });

    it('names the answers that came too late, and offers to go on when the attempt is reopened', async () => {
      await opened();
      const over = { ...receipt, reason: 'deadline' as const };
      Object.assign(world.api, { save: () => Promise.reject(refusal('attempt-closed', { receipt: over })) });
      session.answer('q2', true, 'chosen');
      await world.pass(0);
      expect(session.snapshot()).toMatchObject({ phase: 'finished', notReceived: ['q2'], reopened: false });
      world.say({ type: 'reopened', writer: 1, remainingMilliseconds: 300_000 });
      expect(session.snapshot()).toMatchObject({ phase: 'finished', reopened: true });
      session.stop();
      await opened();
      expect(phase()).toBe('running');
      expect(await world.store.attempt(attemptId)).toMatchObject({ token: 'token', slug: 'slug' });
    });
  });

  it('asks for the time each minute and when the page comes back, once for one return', async () => {
    await opened();
    let asked = 0;
    const { time } = world.api;
    Object.assign(world.api, { time: (token: string) => ((asked += 1), time(token)) });
    session.awake(true);
    session.awake(true);
    await settle();
    expect(asked).toBe(1);
    await world.pass(60_000);
    expect(asked).toBe(2);
    session.awake(false);
    expect(session.snapshot().connected).toBe(false);
  });
});
