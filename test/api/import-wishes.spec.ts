import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, trueFalse } from '../support/assessment-builder.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';
import { csv, upload, type UploadOptions } from '../support/upload.js';

describe('an import that a person puts right', () => {
  let app: TestApp;
  let owner: Employer;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
  });
  afterAll(() => app.stop());

  async function assessment(): Promise<string> {
    return must(201, await owner.post('/assessments', { title: 'Imported' })).body.id;
  }

  async function imported(
    content: Buffer | string,
    options: UploadOptions = {},
  ): Promise<{ id: string; assessmentId: string; answer: Answer }> {
    const assessmentId = await assessment();
    const answer = must(201, await upload(owner, assessmentId, content, options));
    return { id: answer.body.id, assessmentId, answer };
  }

  async function rows(id: string, query = ''): Promise<Answer['body'][]> {
    return must(200, await owner.get(`/imports/${id}/rows${query}`)).body.items;
  }

  async function texts(assessmentId: string): Promise<string[]> {
    const { body } = must(200, await owner.get(`/assessments/${assessmentId}/questions?limit=200`));
    return body.items.map((question: { text: string }) => question.text);
  }

  describe('by a cell', () => {
    it('reads the file again with it, and leaves out what was left out', async () => {
      const { id, assessmentId } = await imported(csv(4, [2]));
      must(200, await owner.patch(`/imports/${id}/rows/4`, { leftOut: true }));
      const fixed = must(200, await owner.patch(`/imports/${id}/rows/2`, { cells: { D: 'B' } }));
      expect(fixed.body).toMatchObject({
        ordinal: 2,
        row: 3,
        hasError: false,
        cells: ['Question 2?', 'Yes 2', 'No 2', 'B', '2'],
        question: { kind: 'single_choice' },
      });
      expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
        state: 'ready',
        errorCount: 0,
        readyCount: 3,
        leftOutCount: 1,
        correctionCount: 1,
      });
      must(200, await owner.post(`/imports/${id}/commit`, {}));
      expect(await texts(assessmentId)).toEqual(['Question 1?', 'Question 2?', 'Question 3?']);
    });

    it('lets a later text of a cell count, and a cell behind the end of its row', async () => {
      const { id } = await imported(csv(1));
      must(200, await owner.patch(`/imports/${id}/rows/1`, { cells: { A: 'First try?' } }));
      const second = must(
        200,
        await owner.patch(`/imports/${id}/rows/1`, { cells: { A: 'Second?', B: '' } }),
      );
      expect(second.body.cells.slice(0, 2)).toEqual(['Second?', '']);
      expect(second.body.hasError).toBe(true);
      expect(must(200, await owner.get(`/imports/${id}`)).body.correctionCount).toBe(2);
    });

    it.each([
      ['a column that is none', { 'not a letter': 'x' }, '/cells/not a letter'],
      ['a number', { A: 5 }, '/cells/A'],
      ['a text longer than a cell', { A: 'x'.repeat(40_000) }, '/cells/A'],
    ])('refuses %s', async (_what, cells, pointer) => {
      const { id } = await imported(csv(1));
      const refused = await owner.patch(`/imports/${id}/rows/1`, { cells });
      expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, pointer]);
    });
  });

  describe('by what its columns mean', () => {
    const table = 'Topic,What,Right,Wrong\nHistory,Who?,Ada,Bob\n';

    it('reads a table whose header it did not understand', async () => {
      const { id, answer } = await imported(table);
      expect(answer.body).toMatchObject({ state: 'ready', rowCount: 0, headerRow: null });
      expect(answer.body.columns.map(({ header }: { header: string }) => header)).toEqual([
        'Topic',
        'What',
        'Right',
        'Wrong',
      ]);
      const mapped = must(
        200,
        await owner.put(`/imports/${id}/mapping`, {
          headerRow: 1,
          columns: { A: 'category', B: 'question', C: 'option_1', D: 'option_2' },
        }),
      );
      expect(mapped.body).toMatchObject({
        rowCount: 1,
        mapping: { headerRow: 1, columns: { B: 'question' } },
      });
      const [row] = await rows(id);
      expect(row.cells).toEqual(['History', 'Who?', 'Ada', 'Bob']);
    });

    it('asks how numbers are meant that can be read in two ways, and follows the answer', async () => {
      const { id, answer } = await imported(
        'question,option_1,option_2,option_3,answer\n1+1?,1,2,3,2\n1+2?,2,3,1,3\n',
      );
      expect(answer.body.answerReadings.length).toBeGreaterThan(1);
      expect(answer.body.readyCount).toBe(0);
      const chosen = must(200, await owner.put(`/imports/${id}/mapping`, { answerReading: 'texts' })).body;
      expect(chosen).toMatchObject({ answerReadings: ['texts'], readyCount: 2, errorCount: 0 });
      const right = (row: Answer['body']): string =>
        row.question.content.options.find(
          ({ id: option }: { id: string }) => option === row.question.key.correctOptionId,
        ).text;
      expect((await rows(id)).map(right)).toEqual(['2', '3']);
      must(200, await owner.put(`/imports/${id}/mapping`, { answerReading: 'numbers' }));
      expect((await rows(id)).map(right)).toEqual(['2', '1']);
    });

    it.each([
      [{ columns: { 1: 'question' } }, '/columns/1'],
      [{ columns: { A: 'nonsense' } }, '/columns/A'],
      [{ columns: { A: 7 } }, '/columns/A'],
      [{ headerRow: 0 }, '/headerRow'],
      [{ answerReading: 'guess' }, '/answerReading'],
    ])('refuses %j', async (mapping, pointer) => {
      const { id } = await imported(csv(1));
      const refused = await owner.put(`/imports/${id}/mapping`, mapping);
      expect([refused.status, refused.body.errors?.[0]?.pointer]).toEqual([422, pointer]);
    });

    it('says what columns can mean', async () => {
      const { body } = must(200, await owner.get('/import-meanings'));
      const names = body.items.map(({ name }: { name: string }) => name);
      expect(names).toEqual(expect.arrayContaining(['question', 'correct', 'points', 'explanation']));
      for (const { label } of body.items) expect(label.length).toBeGreaterThan(2);
    });
  });

  describe('that repeats questions', () => {
    it('says where they stand, and leaves them out if asked', async () => {
      const { id: first, assessmentId } = await imported(csv(2));
      must(200, await owner.post(`/imports/${first}/commit`, {}));
      const again = must(201, await upload(owner, assessmentId, `${csv(3)}question 3 ,yes 3,NO 3,A,2\n`));
      const { id } = again.body;
      expect((await rows(id)).map((row) => row.duplicateOf)).toEqual([
        'assessment',
        'assessment',
        null,
        expect.toBeOneOf(['file', null]),
      ]);
      expect((await rows(id, '?only=duplicates')).length).toBeGreaterThanOrEqual(2);
      expect((await rows(id, '?only=errors')).length).toBe(0);
      // Counted among the rows that a commit adds: one that is left out, or waits for a correction, is no question.
      const view = must(200, await owner.get(`/imports/${id}`)).body;
      const duplicates = (await rows(id, '?only=duplicates')).length;
      expect(view.duplicateCount).toBe(duplicates);
      must(200, await owner.patch(`/imports/${id}/rows/1`, { leftOut: true }));
      expect(must(200, await owner.get(`/imports/${id}`)).body.duplicateCount).toBe(duplicates - 1);
      expect((await rows(id, '?only=ready')).map((row) => row.ordinal)).toEqual([2, 3, 4]);
      must(200, await owner.patch(`/imports/${id}/rows/1`, { leftOut: false }));
      const committed = must(200, await owner.post(`/imports/${id}/commit`, { leaveOutDuplicates: true }));
      expect(committed.body.committedCount).toBe(1);
      expect(await texts(assessmentId)).toEqual(['Question 1?', 'Question 2?', 'Question 3?']);
    });

    it('says that the very file was imported before', async () => {
      const { id: first, assessmentId } = await imported(csv(1));
      must(200, await owner.post(`/imports/${first}/commit`, {}));
      const again = must(201, await upload(owner, assessmentId, csv(1)));
      expect(again.body.problems.map(({ code }: { code: string }) => code)).toContain('file_imported_before');
    });
  });

  describe('that is taken back', () => {
    it('undoes the whole batch, once, and nothing else', async () => {
      const { id, assessmentId } = await imported(csv(3));
      must(201, await owner.post(`/assessments/${assessmentId}/questions`, trueFalse));
      must(200, await owner.post(`/imports/${id}/commit`, {}));
      const undone = must(200, await owner.post(`/imports/${id}/undo`, {}));
      expect(undone.body).toMatchObject({ state: 'undone', committedCount: 3, undoneAt: expect.any(String) });
      expect(await texts(assessmentId)).toEqual([trueFalse.text]);
      expect(must(200, await owner.post(`/imports/${id}/undo`, {})).body).toEqual(undone.body);
      expect((await owner.post(`/imports/${id}/commit`, {})).body.code).toBe('import-not-ready');
    });

    it('is not undone once a version holds it', async () => {
      const { id, assessmentId } = await imported(csv(2));
      must(200, await owner.post(`/imports/${id}/commit`, {}));
      must(201, await owner.post(`/assessments/${assessmentId}/publish`));
      const refused = await owner.post(`/imports/${id}/undo`, { discardEdits: true });
      expect([refused.status, refused.body.code, refused.body.versions]).toEqual([
        409,
        'import-not-undoable',
        [1],
      ]);
      expect(await texts(assessmentId)).toHaveLength(2);
      must(200, await owner.post(`/assessments/${assessmentId}/close`));
    });

    it('asks before edits are lost; a new place in the list is none', async () => {
      const { id, assessmentId } = await imported(csv(2));
      must(200, await owner.post(`/imports/${id}/commit`, {}));
      const list = must(200, await owner.get(`/assessments/${assessmentId}/questions`));
      const [first, second] = list.body.items;
      const order = { questionIds: [second.id, first.id] };
      const put = await owner.send('PUT', `/assessments/${assessmentId}/questions/order`, {
        body: order,
        headers: { 'if-match': String(list.headers['etag']) },
      });
      must(200, put);
      const path = `/assessments/${assessmentId}/questions/${first.id}`;
      const etag = String((await owner.get(path)).headers['etag']);
      must(200, await owner.patch(path, { text: 'Better?' }, etag));
      const refused = await owner.post(`/imports/${id}/undo`, {});
      expect(refused.body).toMatchObject({ code: 'import-not-undoable', editedCount: 1, versions: [] });
      must(200, await owner.post(`/imports/${id}/undo`, { discardEdits: true }));
      expect(await texts(assessmentId)).toEqual([]);
    });

    it('is discarded with all that it held', async () => {
      const { id } = await imported(csv(3));
      must(204, await owner.delete(`/imports/${id}`));
      must(204, await owner.delete(`/imports/${id}`));
      expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
        state: 'discarded',
        rowCount: 0,
      });
      const { rows: left } = await app.database.admin.query('SELECT bytes FROM imports WHERE id = $1', [id]);
      expect(left).toEqual([{ bytes: null }]);
      expect((await owner.put(`/imports/${id}/mapping`, {})).body.code).toBe('import-not-ready');
    });

    it('is not discarded once it is committed', async () => {
      const { id } = await imported(csv(1));
      must(200, await owner.post(`/imports/${id}/commit`, {}));
      expect((await owner.delete(`/imports/${id}`)).body.code).toBe('import-not-ready');
    });
  });

  it('keeps its earlier reading where a wish cannot be followed', async () => {
    const { id } = await imported(csv(2));
    // Counts as read before by a reader that kept less: the cell is beyond what any reader takes now.
    const cells = { A: 'x'.repeat(32_767), B: 'x'.repeat(32_767) };
    const limit = await app.database.admin.query(
      `UPDATE imports SET corrections = (SELECT jsonb_agg(jsonb_build_object('row', 2 + n % 2, 'column', 'A' || chr(65 + n % 26) ||
         chr(65 + n / 26 % 26), 'text', repeat('x', 32767))) FROM generate_series(1, 1100) AS n) WHERE id = $1`,
      [id],
    );
    expect(limit.rowCount).toBe(1);
    const refused = await owner.patch(`/imports/${id}/rows/1`, { cells });
    expect([refused.status, refused.body.code], refused.text.slice(0, 300)).toEqual([
      413,
      'payload-too-large',
    ]);
    expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
      state: 'ready',
      readyCount: 2,
      correctionCount: 0,
    });
    must(200, await owner.post(`/imports/${id}/commit`, {}));
  });

  it('waits for its start where the page wants to listen first', async () => {
    const assessmentId = await assessment();
    const later = must(201, await upload(owner, assessmentId, csv(2), { start: 'later' }));
    expect(later.body).toMatchObject({ state: 'received', rowCount: 0 });
    const started = must(200, await owner.post(`/imports/${later.body.id}/start`));
    expect(started.body).toMatchObject({ state: 'ready', rowCount: 2 });
  });
});
