import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draftAssessment, must, publishedAssessment, trueFalse } from '../support/assessment-builder.js';
import { barrier, holdLock, interceptStatements } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';

const clients = 50;
const withoutEmployerLock = (text: string): string =>
  text.includes('FROM employers') ? text.replace('FOR NO KEY UPDATE', '') : text;

/** An employer with two of three slots taken, and a draft for each client. */
async function employerWithOneFreeSlot(app: TestApp): Promise<{ owner: Employer; drafts: string[] }> {
  const owner = await app.employer();
  for (let taken = 0; taken < 2; taken += 1) await publishedAssessment(owner, { questions: [trueFalse] });
  const { id } = await draftAssessment(owner, { questions: [trueFalse] });
  // The other drafts are copies of one that was made through the API: the API takes a while for fifty.
  const { rows } = await app.database.admin.query<{ id: string }>(
    `WITH copy AS (
       INSERT INTO assessments (employer_id, id, title, slug)
       SELECT employer_id, gen_random_uuid(), title, left(replace(gen_random_uuid() || '' || gen_random_uuid(), '-', ''), 43)
         FROM assessments, generate_series(2, $2::int) WHERE id = $1 RETURNING employer_id, id
     ), question AS (
       INSERT INTO questions (employer_id, id, assessment_id, position, kind, text, points, content, key)
       SELECT c.employer_id, gen_random_uuid(), c.id, 1, q.kind, q.text, q.points, q.content, q.key
         FROM copy c CROSS JOIN questions q WHERE q.assessment_id = $1
     ) SELECT id FROM copy`,
    [id, clients],
  );
  return { owner, drafts: [id, ...rows.map((row) => row.id)] };
}

function publishAll(owner: Employer, ids: string[]): Promise<Answer[]> {
  return Promise.all(ids.map((id) => owner.post(`/assessments/${id}/publish`)));
}

async function activeOf(app: TestApp, employerId: string): Promise<string[]> {
  const { rows } = await app.database.admin.query<{ id: string }>(
    `SELECT id FROM assessments WHERE employer_id = $1 AND status = 'active' ORDER BY id`,
    [employerId],
  );
  return rows.map((row) => row.id);
}

async function expectOneWinner(app: TestApp, owner: Employer, answers: Answer[]): Promise<void> {
  const active = await activeOf(app, owner.employerId);
  expect(active).toHaveLength(3);
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
  const refused = answers.filter((answer) => answer.status === 409);
  expect(refused).toHaveLength(clients - 1);
  for (const answer of refused) {
    expect(answer.body).toMatchObject({ code: 'active-assessment-limit', limit: 3 });
    expect(answer.body.active.map((assessment: { id: string }) => assessment.id).toSorted()).toEqual(active);
  }
}

describe('fifty publications of fifty drafts at once with one slot free', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ poolSize: clients });
  });
  afterAll(() => app.stop());

  it('one succeeds, and the others are told which assessments are active', async () => {
    const { owner, drafts } = await employerWithOneFreeSlot(app);
    await expectOneWinner(app, owner, await publishAll(owner, drafts));
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS versions, count(DISTINCT assessment_id)::int AS assessments FROM versions WHERE employer_id = $1`,
      [owner.employerId],
    );
    expect(rows).toEqual([{ versions: 3, assessments: 3 }]);
  });

  it('the unique index catches what the lock would have, when everybody has read the same free slot', async () => {
    const { owner, drafts } = await employerWithOneFreeSlot(app);
    const everybodyHasRead = barrier(clients);
    const restore = interceptStatements({
      rewrite: withoutEmployerLock,
      holdAfter: (text) => (text.includes('FROM active_slots s') ? everybodyHasRead() : undefined),
    });
    try {
      await expectOneWinner(app, owner, await publishAll(owner, drafts));
    } finally {
      restore();
    }
  });
});

describe('with the unique index and the foreign key of the slot removed', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp({ poolSize: clients });
    await app.database.admin.query(
      `ALTER TABLE assessments DROP CONSTRAINT assessments_active_slot_key, DROP CONSTRAINT assessments_active_slot_fkey`,
    );
  });
  afterAll(() => app.stop());

  it('the lock alone holds the quota', async () => {
    const { owner, drafts } = await employerWithOneFreeSlot(app);
    await expectOneWinner(app, owner, await publishAll(owner, drafts));
  });

  it('and the lock removed too, the quota is broken: the tests above can fail', async () => {
    const { owner, drafts } = await employerWithOneFreeSlot(app);
    const everybodyHasRead = barrier(clients);
    const restore = interceptStatements({
      rewrite: withoutEmployerLock,
      holdAfter: (text) => (text.includes('FROM active_slots s') ? everybodyHasRead() : undefined),
    });
    try {
      await publishAll(owner, drafts);
    } finally {
      restore();
    }
    expect(await activeOf(app, owner.employerId)).toHaveLength(2 + clients);
  });
});

describe('steps of one assessment that meet', () => {
  let app: TestApp;
  let owner: Employer;
  beforeAll(async () => {
    app = await startTestApp({ poolSize: 10 });
    owner = await app.employer();
  });
  afterAll(() => app.stop());

  const lockOf = (id: string) =>
    holdLock(app.database.url, 'SELECT 1 FROM assessments WHERE id = $1 FOR UPDATE', [id]);

  const stateOf = async (
    id: string,
  ): Promise<{ status: string; active_slot: number | null; numbers: number[] }> =>
    (
      await app.database.admin.query(
        `SELECT status, active_slot, ARRAY(SELECT number FROM versions v WHERE v.assessment_id = a.id ORDER BY number) AS numbers
           FROM assessments a WHERE id = $1`,
        [id],
      )
    ).rows[0];

  /** Two requests that stand at the assessment's lock in this order. */
  async function inOrder(id: string, first: string, second: string): Promise<[Answer, Answer]> {
    const lock = await lockOf(id);
    const answers = [owner.post(`/assessments/${id}/${first}`)];
    await lockWaiters(app.database.admin, 1);
    answers.push(owner.post(`/assessments/${id}/${second}`));
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    return Promise.all(answers) as Promise<[Answer, Answer]>;
  }

  it('two publications give versions 2 and 3', async () => {
    const { id } = await publishedAssessment(owner, { questions: [trueFalse] });
    const answers = await inOrder(id, 'publish', 'publish');
    expect(answers.map((answer) => must(201, answer).body.version.number)).toEqual([2, 3]);
    expect(await stateOf(id)).toMatchObject({ status: 'active', numbers: [1, 2, 3] });
    must(200, await owner.post(`/assessments/${id}/close`));
  });

  it('ten publications at once give ten numbers without gap or twin', async () => {
    const { id } = await draftAssessment(owner, { questions: [trueFalse] });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => owner.post(`/assessments/${id}/publish`)),
    );
    const numbers = answers.map((answer) => must(201, answer).body.version.number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect((await stateOf(id)).numbers).toHaveLength(10);
    must(200, await owner.post(`/assessments/${id}/close`));
  });

  it('closing and then publishing leaves it active, publishing and then closing leaves it closed', async () => {
    const { id } = await publishedAssessment(owner, { questions: [trueFalse] });
    const reactivated = await inOrder(id, 'close', 'publish');
    expect(reactivated.map((answer) => answer.status)).toEqual([200, 201]);
    expect(await stateOf(id)).toMatchObject({ status: 'active', numbers: [1, 2] });
    const closed = await inOrder(id, 'publish', 'close');
    expect(closed.map((answer) => answer.status)).toEqual([201, 200]);
    expect(await stateOf(id)).toEqual({ status: 'closed', active_slot: null, numbers: [1, 2, 3] });
  });

  it('two closings or two reopenings: the second is refused, and the slot is taken and freed once', async () => {
    const { id } = await publishedAssessment(owner, { questions: [trueFalse] });
    const closed = await inOrder(id, 'close', 'close');
    expect(closed.map((answer) => answer.status)).toEqual([200, 409]);
    expect(closed[1].body.code).toBe('illegal-transition');
    expect((await stateOf(id)).active_slot).toBeNull();
    const reopened = await inOrder(id, 'reopen', 'reopen');
    expect(reopened.map((answer) => answer.status)).toEqual([200, 409]);
    expect((await stateOf(id)).active_slot).not.toBeNull();
    must(200, await owner.post(`/assessments/${id}/close`));
  });

  it('whatever comes together, the state is legal and every slot is held once', async () => {
    const ids: string[] = [];
    for (let number = 0; number < 4; number += 1) {
      ids.push((await draftAssessment(owner, { questions: [trueFalse] })).id);
    }
    const steps = ['publish', 'close', 'reopen', 'publish', 'close'];
    for (let round = 0; round < 5; round += 1) {
      const answers = await Promise.all(
        ids.flatMap((id) => steps.map((step) => owner.post(`/assessments/${id}/${step}`))),
      );
      for (const answer of answers) expect([200, 201, 409]).toContain(answer.status);
      const { rows } = await app.database.admin.query(
        `SELECT count(*) FILTER (WHERE (status = 'active') <> (active_slot IS NOT NULL))::int AS illegal,
                count(active_slot)::int AS held, count(DISTINCT active_slot)::int AS slots FROM assessments WHERE employer_id = $1`,
        [owner.employerId],
      );
      expect(rows[0].illegal).toBe(0);
      expect(rows[0].held).toBe(rows[0].slots);
      expect(rows[0].held).toBeLessThanOrEqual(3);
    }
    for (const id of ids) {
      const { numbers } = await stateOf(id);
      expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    }
  });
});
