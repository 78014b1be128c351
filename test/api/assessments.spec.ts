import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  draftAssessment,
  must,
  publishedAssessment,
  singleChoice,
  startedCandidate,
  trueFalse,
} from '../support/assessment-builder.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

describe('assessments', () => {
  let app: TestApp;
  let owner: Employer;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  describe('as drafts', () => {
    beforeAll(async () => {
      owner = await app.employer();
    });

    it('are created with defaults, changed against their ETag and deleted', async () => {
      const created = must(201, await owner.post('/assessments', { title: 'Cafe\u0301 basics' }));
      expect(created.body).toMatchObject({
        title: 'Café basics',
        description: '',
        timeLimitMinutes: null,
        passMarkPercent: null,
        reviewPolicy: 'score',
        status: 'draft',
        latestVersionNumber: 0,
      });
      expect(created.headers['location']).toBe(`/api/v1/assessments/${created.body.id}`);
      const etag = String(created.headers['etag']);
      const path = `/assessments/${created.body.id}`;
      const changed = must(
        200,
        await owner.patch(path, { timeLimitMinutes: 45, passMarkPercent: 66.67 }, etag),
      );
      expect(changed.body).toMatchObject({
        title: 'Café basics',
        timeLimitMinutes: 45,
        passMarkPercent: 66.67,
      });
      expect(changed.headers['etag']).not.toBe(etag);

      const stale = must(412, await owner.patch(path, { title: 'Late' }, etag));
      expect(stale.headers['etag']).toBe(changed.headers['etag']);
      expect(must(428, await owner.patch(path, { title: 'Blind' })).body.code).toBe('precondition-required');
      must(412, await owner.patch(path, { title: 'Weak' }, `W/${String(changed.headers['etag'])}`));
      const cleared = must(
        200,
        await owner.patch(path, { timeLimitMinutes: null }, String(changed.headers['etag'])),
      );
      expect(cleared.body.timeLimitMinutes).toBeNull();

      must(412, await owner.delete(path, etag));
      must(204, await owner.delete(path, String(cleared.headers['etag'])));
      must(404, await owner.get(path));
      must(404, await owner.get(`${path}/questions`));
    });

    it('are refused with the field that is wrong', async () => {
      const cases: [object, string][] = [
        [{}, '/title'],
        [{ title: '   ' }, '/title'],
        [{ title: 'a\u0007b' }, '/title'],
        [{ title: 'x'.repeat(201) }, '/title'],
        [{ title: 'T', timeLimitMinutes: 0 }, '/timeLimitMinutes'],
        [{ title: 'T', timeLimitMinutes: '30' }, '/timeLimitMinutes'],
        [{ title: 'T', passMarkPercent: 100.01 }, '/passMarkPercent'],
        [{ title: 'T', passMarkPercent: 33.333 }, '/passMarkPercent'],
        [{ title: 'T', opensAt: '2026-02-30T00:00:00Z' }, '/opensAt'],
        [{ title: 'T', opensAt: '2027-01-02T00:00:00Z', closesAt: '2027-01-01T00:00:00Z' }, '/closesAt'],
        [{ title: 'T', status: 'active' }, '/status'],
        [{ title: 'T', employerId: randomUUID() }, '/employerId'],
      ];
      for (const [body, pointer] of cases) {
        const refused = must(422, await owner.post('/assessments', body));
        expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
      }
    });

    it('are listed newest first, page by page, each once', async () => {
      const lister = await app.employer();
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        ids.unshift(must(201, await lister.post('/assessments', { title: `Number ${index}` })).body.id);
      }
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const query: string = cursor === null ? '' : `&cursor=${cursor}`;
        const page = must(200, await lister.get(`/assessments?limit=2${query}`));
        seen.push(...page.body.items.map((item: { id: string }) => item.id));
        cursor = page.body.nextCursor;
      } while (cursor !== null);
      expect(seen).toEqual(ids);
      expect(must(400, await lister.get('/assessments?cursor=nonsense')).body.code).toBe('invalid-cursor');
      expect(must(400, await lister.get('/assessments?limit=0')).body.code).toBe('invalid-parameter');
      expect(must(200, await lister.get('/assessments?status=active')).body.items).toEqual([]);
    });

    it('with one key are created once', async () => {
      const call = { headers: { 'idempotency-key': randomUUID() } };
      const first = must(201, await owner.post('/assessments', { title: 'Once' }, call));
      const second = must(201, await owner.post('/assessments', { title: 'Once' }, call));
      expect(second.text).toBe(first.text);
      expect(must(422, await owner.post('/assessments', { title: 'Twice' }, call)).body.code).toBe(
        'idempotency-key-reused',
      );
    });
  });

  describe('questions', () => {
    beforeAll(async () => {
      owner = await app.employer();
    });

    it('are written, read back, changed and removed', async () => {
      const draft = await draftAssessment(owner, { questions: [] });
      const base = `/assessments/${draft.id}/questions`;
      const created = must(
        201,
        await owner.post(base, {
          ...singleChoice,
          points: 1.5,
          tags: ['numbers'],
          explanation: 'Two is even.',
        }),
      );
      expect(created.body).toMatchObject({
        position: 1,
        points: 1.5,
        tags: ['numbers'],
        key: { correctOptionId: 'two' },
      });
      const path = `${base}/${created.body.id}`;
      const changed = must(
        200,
        await owner.patch(path, { key: { correctOptionId: 'three' }, text: 'Odd?' }, created.body.etag),
      );
      expect(changed.body).toMatchObject({ text: 'Odd?', key: { correctOptionId: 'three' } });
      must(412, await owner.patch(path, { text: 'Stale' }, created.body.etag));
      const wrong = must(
        422,
        await owner.patch(path, { key: { correctOptionId: 'nine' } }, changed.body.etag),
      );
      expect(wrong.body.errors[0].pointer).toBe('/key/correctOptionId');
      must(204, await owner.delete(path, changed.body.etag));
      must(404, await owner.get(path));
    });

    it('keep option ids that the author does not send unguessable, and every kind is accepted', async () => {
      const draft = await draftAssessment(owner, { questions: [] });
      const bodies = [
        {
          kind: 'single_choice',
          content: { options: [{ text: 'Yes' }, { text: 'No' }] },
          key: { correctOptionIndex: 1 },
        },
        {
          kind: 'multiple_choice',
          content: { options: [{ text: 'A' }, { text: 'B' }, { text: 'C' }] },
          key: { correctOptionIndexes: [0, 2] },
        },
        { kind: 'true_false', content: {}, key: { correct: false } },
        {
          kind: 'numeric',
          content: {},
          key: { accepted: [{ value: '3.5', tolerance: { absolute: '0.1' } }] },
        },
        { kind: 'short_answer', content: {}, key: { accepted: [{ text: 'Oslo' }] } },
      ];
      for (const body of bodies) {
        const created = must(
          201,
          await owner.post(`/assessments/${draft.id}/questions`, { text: 'Well?', ...body }),
        );
        expect(created.body.kind).toBe(body.kind);
        const [option] = created.body.content.options ?? [];
        if (option) expect(option.id.length).toBeGreaterThanOrEqual(8);
      }
    });

    it('are reordered as a whole, against the ETag of the list', async () => {
      const draft = await draftAssessment(owner, { questions: [singleChoice, trueFalse, singleChoice] });
      const base = `/assessments/${draft.id}/questions`;
      const listed = must(200, await owner.get(base));
      const ids = listed.body.items.map((item: { id: string }) => item.id).reverse();
      const etag = String(listed.headers['etag']);
      const order = (questionIds: string[], match: string) =>
        owner.put(`${base}/order`, { questionIds }, { headers: { 'if-match': match } });
      must(422, await order(ids.slice(1), etag));
      must(422, await order([...ids.slice(1), randomUUID()], etag));
      const reordered = must(200, await order(ids, etag));
      must(412, await order(ids, etag));
      const again = must(200, await owner.get(base));
      expect(again.body.items.map((item: { id: string }) => item.id)).toEqual(ids);
      expect(again.headers['etag']).toBe(reordered.headers['etag']);
    });

    it('are paged by position', async () => {
      const draft = await draftAssessment(owner, { questions: [singleChoice, trueFalse, singleChoice] });
      const first = must(200, await owner.get(`/assessments/${draft.id}/questions?limit=2`));
      const rest = must(
        200,
        await owner.get(`/assessments/${draft.id}/questions?limit=2&cursor=${first.body.nextCursor}`),
      );
      expect([...first.body.items, ...rest.body.items].map((item: { id: string }) => item.id)).toEqual(
        draft.questionIds,
      );
      expect(rest.body.nextCursor).toBeNull();
      const forged = Buffer.from(JSON.stringify(['questions', 'one'])).toString('base64url');
      expect(
        must(400, await owner.get(`/assessments/${draft.id}/questions?cursor=${forged}`)).body.code,
      ).toBe('invalid-cursor');
    });
  });

  describe('through their life', () => {
    beforeAll(async () => {
      owner = await app.employer();
    });

    it('are published only when complete, and say what is missing', async () => {
      const empty = await draftAssessment(owner, {
        questions: [],
        settings: { closesAt: '2020-01-01T00:00:00Z' },
      });
      const refused = must(409, await owner.post(`/assessments/${empty.id}/publish`));
      expect(refused.body.code).toBe('not-publishable');
      expect(refused.body.reasons.map((reason: { code: string }) => reason.code)).toEqual([
        'no-questions',
        'already-over',
      ]);
      const worthless = await draftAssessment(owner, { questions: [{ ...trueFalse, points: 0 }] });
      const reasons = must(409, await owner.post(`/assessments/${worthless.id}/publish`)).body.reasons;
      expect(reasons.map((reason: { code: string }) => reason.code)).toEqual(['no-points']);
    });

    it("are judged by the database's clock, wherever the server's own stands", async () => {
      const over = await draftAssessment(owner, { settings: { closesAt: '2020-01-01T00:00:00Z' } });
      vi.useFakeTimers({ toFake: ['Date'], now: new Date('2010-01-01T00:00:00Z') });
      try {
        expect(must(409, await owner.post(`/assessments/${over.id}/publish`)).body.code).toBe(
          'not-publishable',
        );
      } finally {
        vi.useRealTimers();
      }
    });

    it('become versions that stay as they were published', async () => {
      const published = await publishedAssessment(owner, { questions: [singleChoice] });
      const before = must(200, await owner.get(`/assessments/${published.id}/versions/1`));
      expect(before.body).toMatchObject({ number: 1, itemCount: 1, maximumPoints: 2 });
      expect(before.body.items[0]).toMatchObject({
        id: published.questionIds[0],
        key: { correctOptionId: 'two' },
      });
      const question = must(
        200,
        await owner.get(`/assessments/${published.id}/questions/${published.questionIds[0]}`),
      );
      must(
        200,
        await owner.patch(
          `/assessments/${published.id}/questions/${published.questionIds[0]}`,
          { text: 'Changed' },
          question.body.etag,
        ),
      );
      expect(must(200, await owner.get(`/assessments/${published.id}/versions/1`)).text).toBe(before.text);
      const second = must(201, await owner.post(`/assessments/${published.id}/publish`));
      expect(second.body.version.number).toBe(2);
      expect(second.body.version.contentHash).not.toBe(before.body.contentHash);
      expect(must(200, await owner.get(`/assessments/${published.id}/versions`)).body.items).toHaveLength(2);
      must(404, await owner.get(`/assessments/${published.id}/versions/3`));
      must(200, await owner.post(`/assessments/${published.id}/close`));
    });

    it('close, reopen, archive, and nothing else', async () => {
      const { id } = await publishedAssessment(owner);
      const step = (name: string) => owner.post(`/assessments/${id}/${name}`);
      must(409, await step('reopen'));
      must(409, await step('archive'));
      expect(must(200, await step('close')).body.status).toBe('closed');
      must(409, await step('close'));
      expect(must(200, await step('reopen')).body.status).toBe('active');
      must(200, await step('close'));
      expect(must(200, await step('archive')).body.status).toBe('archived');
      for (const name of ['publish', 'reopen', 'close', 'archive']) must(409, await step(name));
      const read = must(200, await owner.get(`/assessments/${id}`));
      expect(
        must(409, await owner.patch(`/assessments/${id}`, { title: 'No' }, String(read.headers['etag']))).body
          .code,
      ).toBe('not-editable');
      expect(must(409, await owner.post(`/assessments/${id}/questions`, trueFalse)).body.code).toBe(
        'not-editable',
      );
      expect(
        must(409, await owner.delete(`/assessments/${id}`, String(read.headers['etag']))).body.code,
      ).toBe('not-editable');
    });

    it('are duplicated as drafts with their questions', async () => {
      const published = await publishedAssessment(owner, {
        settings: { title: 'Original', timeLimitMinutes: 20 },
      });
      const copy = must(201, await owner.post(`/assessments/${published.id}/duplicate`));
      expect(copy.body).toMatchObject({
        title: 'Original (copy)',
        status: 'draft',
        timeLimitMinutes: 20,
        latestVersionNumber: 0,
      });
      expect(copy.body.slug).not.toBe(published.slug);
      const questions = must(200, await owner.get(`/assessments/${copy.body.id}/questions`)).body.items;
      expect(questions.map((question: { text: string }) => question.text)).toEqual([
        singleChoice.text,
        trueFalse.text,
      ]);
      expect(questions[0].id).not.toBe(published.questionIds[0]);
      must(200, await owner.post(`/assessments/${published.id}/close`));
    });

    it('turn link starters away while the link is off or the time has not come', async () => {
      const published = await publishedAssessment(owner);
      const read = must(200, await owner.get(`/assessments/${published.id}`));
      must(
        200,
        await owner.patch(`/assessments/${published.id}`, { linkOpen: false }, String(read.headers['etag'])),
      );
      expect(must(200, await app.anonymous().get(`/public/assessments/${published.slug}`)).body.state).toBe(
        'closed',
      );
      await expect(startedCandidate(app, published.slug)).rejects.toThrow('410');
      must(200, await owner.post(`/assessments/${published.id}/close`));
      const future = await publishedAssessment(owner, { settings: { opensAt: '2999-01-01T00:00:00Z' } });
      expect(must(200, await app.anonymous().get(`/public/assessments/${future.slug}`)).body.state).toBe(
        'not_open_yet',
      );
      await expect(startedCandidate(app, future.slug)).rejects.toThrow('assessment-not-open-yet');
      must(200, await owner.post(`/assessments/${future.id}/close`));
    });
  });

  it('leave a journal of every act, numbered without a gap', async () => {
    const actor = await app.employer();
    const published = await publishedAssessment(actor);
    must(200, await actor.post(`/assessments/${published.id}/close`));
    const journal = must(200, await actor.get('/events'));
    expect(journal.body.items.map((event: { type: string }) => event.type)).toEqual([
      'employer.created',
      'assessment.created',
      'questions.added',
      'questions.added',
      'assessment.published',
      'assessment.closed',
    ]);
    expect(journal.body.items.map((event: { sequence: number }) => event.sequence)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    const rest = must(200, await actor.get('/events?after=4&limit=1'));
    expect(rest.body).toMatchObject({ items: [{ sequence: 5 }], lastSequence: 5 });
  });
});
