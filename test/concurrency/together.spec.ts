import { formatToken, parseToken } from '../../src/common/identifiers/tokens.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
} from '../support/assessment-builder.js';
import { attemptFacts, endedOnce } from '../support/attempt-facts.js';
import { holdLock, interceptStatements } from '../support/interleave.js';
import { startTestApp, type Answer, type TestApp } from '../support/test-app.js';

/** Saves and submissions of several candidates that leave in one statement. */
let app: TestApp;
let choices: Record<string, string>;
let slugs: string[];
beforeAll(async () => {
  app = await startTestApp({ poolSize: 8 });
  choices = {};
  slugs = [];
  for (const name of ['First Works', 'Second Works']) {
    const { slug, questionIds } = await publishedAssessment(await app.employer(name));
    slugs.push(slug);
    choices[slug] = questionIds[0]!;
    must(201, await submit(await startedCandidate(app, slug)));
  }
});
afterAll(() => app.stop());

let sizes: number[];
let restore: () => void;
beforeEach(() => {
  sizes = [];
  restore = interceptStatements({
    holdBefore: (text, values) => {
      if (text.includes('save_answers(') || text.includes('finish_attempts('))
        sizes.push((JSON.parse(String(values[0])) as unknown[]).length);
      return undefined;
    },
  });
});
afterEach(() => restore());

interface Taker {
  readonly candidate: Candidate;
  readonly slug: string;
}

const takers = (count: number): Promise<Taker[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const slug = slugs[index % slugs.length]!;
      return { slug, candidate: await startedCandidate(app, slug) };
    }),
  );

const save = ({ candidate, slug }: Taker, response: string, clientSeq = 1): Promise<Answer> =>
  candidate.put(`/public/attempt/answers/${choices[slug]}`, { response, clientSeq });

const factsOf = ({ candidate }: Taker) => attemptFacts(app.database.admin, candidate.attemptId);

const lockOf = ({ candidate }: Taker) =>
  holdLock(app.database.url, 'SELECT 1 FROM assay.attempts WHERE id = $1 FOR UPDATE', [candidate.attemptId]);

describe('candidates of two employers at once', () => {
  it('save each their own', async () => {
    const all = await takers(20);
    const answers = await Promise.all(
      all.map((taker, index) => save(taker, index % 3 === 0 ? 'one' : 'two')),
    );
    for (const answer of answers) must(200, answer);
    expect(Math.max(...sizes)).toBeGreaterThan(4);
    for (const [index, taker] of all.entries())
      expect((await factsOf(taker)).saved).toEqual([index % 3 === 0 ? 'one' : 'two']);
  });

  it('submit each their own', async () => {
    const all = await takers(20);
    await Promise.all(all.map((taker, index) => save(taker, index % 3 === 0 ? 'one' : 'two')));
    sizes = [];
    const receipts = await Promise.all(all.map(({ candidate }) => submit(candidate)));
    expect(new Set(receipts.map((receipt) => must(201, receipt).body.submissionId)).size).toBe(20);
    expect(Math.max(...sizes)).toBeGreaterThan(4);
    for (const [index, taker] of all.entries())
      expect(await factsOf(taker)).toMatchObject({
        ...endedOnce('submitted'),
        frozen: [index % 3 === 0 ? 'one' : 'two'],
      });
  });

  it('are not kept waiting by one whose attempt is locked', async () => {
    const [first, second, stuck, ...others] = (await takers(12)) as [Taker, Taker, Taker, ...Taker[]];
    const lock = await lockOf(stuck);
    let waiting: Promise<Answer> | undefined;
    try {
      // Two leave alone; the stuck one leaves with the others.
      const asked = [first, second, stuck, ...others].map((taker) => save(taker, 'one'));
      waiting = asked[2];
      const rest = asked.slice(3);
      for (const answer of await Promise.all([asked[0]!, asked[1]!, ...rest])) must(200, answer);
      expect(await Promise.race([waiting, 'still waiting'])).toBe('still waiting');
    } finally {
      await lock.release();
    }
    must(200, await waiting!);
    expect(sizes.filter((size) => size > 2)).toHaveLength(1);
    expect((await factsOf(stuck)).saved).toEqual(['one']);
  });

  it('are not harmed by one who comes too late', async () => {
    const all = await takers(12);
    const late = all[5]!;
    must(201, await submit(late.candidate));
    const answers = await Promise.all(all.map((taker) => save(taker, 'two')));
    expect(answers.map(({ status }) => status)).toEqual(all.map((taker) => (taker === late ? 409 : 200)));
    expect(answers[5]!.body.code).toBe('attempt-closed');
    expect(await factsOf(late)).toMatchObject({ frozen: [] });
    for (const taker of all.filter((each) => each !== late))
      expect((await factsOf(taker)).saved).toEqual(['two']);
  });

  it('are not let in with the token of another', async () => {
    const all = await takers(8);
    const [victim, , thief] = all as [Taker, Taker, Taker];
    const [employerId] = parseToken('attempt', victim.candidate.token)!.identifiers;
    const { secret } = parseToken('attempt', thief.candidate.token)!;
    const stolen = formatToken('attempt', [employerId!, victim.candidate.attemptId], secret);
    const answers = await Promise.all([
      ...all.slice(3).map((taker) => save(taker, 'one')),
      app
        .anonymous({ authorization: `Bearer ${stolen}` })
        .put(`/public/attempt/answers/${choices[victim.slug]}`, { response: 'two', clientSeq: 9 }),
    ]);
    expect(answers.at(-1)!.status).toBe(401);
    expect((await factsOf(victim)).saved).toEqual([]);
  });
});
