import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draftAssessment } from '../support/assessment-builder.js';
import { addMember } from '../support/members.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

interface Listed {
  readonly sequence: number;
  readonly type: string;
  readonly occurredAt: string;
}

describe('looking back at what happened', () => {
  let app: TestApp;
  let owner: Employer;
  let author: Employer;
  let assessmentId: string;

  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    author = await addMember(app, owner, 'author');
    const draft = await draftAssessment(author, { settings: { title: 'Warehouse' } });
    assessmentId = draft.id;
    await draftAssessment(owner, { settings: { title: 'Office' } });
    const question = `/assessments/${draft.id}/questions/${draft.questionIds[0]}`;
    await author.delete(question, String((await author.get(question)).headers['etag']));
  });
  afterAll(() => app.stop());

  async function look(query: string, as = owner): Promise<Listed[]> {
    const answer = await as.get(`/events/newest${query}`);
    expect(answer.status, answer.text).toBe(200);
    return answer.body.items;
  }
  const types = (events: readonly Listed[]): string[] => events.map(({ type }) => type);

  it('shows the newest first, page by page to the beginning', async () => {
    const whole = await look('');
    const sequences = whole.map(({ sequence }) => sequence);
    expect(sequences.at(-1)).toBe(1);
    expect(sequences).toEqual(sequences.toSorted((a, b) => b - a));
    const pages: Listed[] = [];
    for (let before = ''; ;) {
      const { body } = await owner.get(`/events/newest?limit=2${before}`);
      pages.push(...body.items);
      if (body.nextBefore === null) break;
      before = `&before=${body.nextBefore}`;
    }
    expect(pages).toEqual(whole);
  });

  it('by type, by actor, and by assessment', async () => {
    expect(types(await look('?types=assessment.created'))).toEqual([
      'assessment.created',
      'assessment.created',
    ]);
    expect(types(await look(`?actorId=${author.memberId}&types=assessment.created,member.invited`))).toEqual([
      'assessment.created',
    ]);
    const ofAssessment = types(await look(`?assessmentId=${assessmentId}`));
    expect(ofAssessment.at(-1)).toBe('assessment.created');
    // Of this one the subject is the question; the assessment stands in its payload.
    expect(ofAssessment[0]).toBe('question.removed');
  });

  it('between two times: not before the first, and before the second', async () => {
    const whole = await look('');
    for (const [newer, older] of [
      [0, 2],
      [1, 3],
      [0, whole.length - 1],
    ] as const) {
      const expected = whole.filter(
        ({ occurredAt }) => occurredAt >= whole[older]!.occurredAt && occurredAt < whole[newer]!.occurredAt,
      );
      const found = await look(`?from=${whole[older]!.occurredAt}&until=${whole[newer]!.occurredAt}`);
      // The journal's times are finer than those that are shown: an event of the same millisecond may be beside the border.
      const border = new Set([whole[older]!.occurredAt, whole[newer]!.occurredAt]);
      const inside = (events: readonly Listed[]): number[] =>
        events.filter(({ occurredAt }) => !border.has(occurredAt)).map(({ sequence }) => sequence);
      expect(inside(found)).toEqual(inside(expected));
    }
    expect(await look('?from=2999-01-01T00:00:00Z')).toEqual([]);
    expect(await look('?until=2001-01-01T00:00:00Z')).toEqual([]);
    expect(await look('?from=2001-01-01T00:00:00Z&until=2999-01-01T00:00:00Z')).toEqual(whole);
  });

  it('says what those are called of whom it speaks, to members alone', async () => {
    const { body } = await owner.get('/events/newest');
    expect(body.names[author.memberId]).toBe('Mia Member');
    expect(body.names[assessmentId]).toBe('Warehouse');
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const key = await owner.post('/api-keys', { name: 'Reader', scopes: ['events:read'], expiresAt });
    expect((await owner.get('/events/newest')).body.names[key.body.id]).toBe('Reader');
    expect((await author.get('/events/newest')).body.names[key.body.id]).toBeUndefined();
    const program = app.anonymous({ authorization: `Bearer ${key.body.key}` });
    expect((await program.get('/events/newest')).body).toMatchObject({ names: {} });
  });

  it('refuses what is no filter', async () => {
    for (const query of ['before=-1', 'limit=0', 'types=x', 'actorId=me', 'from=yesterday', 'order=up'])
      expect((await owner.get(`/events/newest?${query}`)).status, query).toBe(400);
  });
});
