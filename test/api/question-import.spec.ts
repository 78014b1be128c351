import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect as openSocket, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../support/assessment-builder.js';
import { addMember } from '../support/members.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';
import { csv, form, upload, workbook } from '../support/upload.js';

describe('question import', () => {
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
  ): Promise<{ id: string; assessmentId: string; answer: Answer }> {
    const assessmentId = await assessment();
    const answer = must(201, await upload(owner, assessmentId, content));
    return { id: answer.body.id, assessmentId, answer };
  }

  function commit(id: string, body: object = {}, key?: string): Promise<Answer> {
    return owner.post(
      `/imports/${id}/commit`,
      body,
      key === undefined ? {} : { headers: { 'idempotency-key': key } },
    );
  }

  async function questions(assessmentId: string): Promise<Record<string, unknown>[]> {
    return must(200, await owner.get(`/assessments/${assessmentId}/questions?limit=2000`)).body.items;
  }

  async function stored(id: string): Promise<Record<string, unknown>> {
    return (await app.database.admin.query('SELECT state, bytes FROM imports WHERE id = $1', [id])).rows[0];
  }

  async function countImports(): Promise<number> {
    return (await app.database.admin.query('SELECT count(*)::int AS count FROM imports')).rows[0].count;
  }

  async function events(type: string, subjectId: string): Promise<unknown[]> {
    const { rows } = await app.database.admin.query(
      'SELECT payload FROM events WHERE type = $1 AND subject_id = $2',
      [type, subjectId],
    );
    return rows.map((row) => JSON.parse(row.payload));
  }

  it('reads a file, shows what it would add, and adds it', async () => {
    const { id, assessmentId, answer } = await imported(csv(3));
    expect(answer.headers['location']).toBe(`/api/v1/imports/${id}`);
    expect(answer.body).toMatchObject({
      id,
      assessmentId,
      fileName: 'questions.csv',
      state: 'ready',
      format: 'csv',
      layout: 'Question table, header in row 1',
      failure: null,
      rowCount: 3,
      readyCount: 3,
      blockingCount: 0,
      errorCount: 0,
      warningCount: 0,
      problems: [],
      committedAt: null,
      committedCount: null,
    });
    expect(must(200, await owner.get(`/imports/${id}`)).body).toEqual(answer.body);
    const rows = must(200, await owner.get(`/imports/${id}/rows`)).body.items;
    expect(rows[1]).toMatchObject({
      ordinal: 2,
      row: 3,
      sheet: null,
      problems: [],
      hasError: false,
      leftOut: false,
      question: { kind: 'single_choice', text: 'Question 2?', points: 2, tags: [], externalId: null },
    });
    expect(await questions(assessmentId)).toEqual([]);

    const committed = must(200, await commit(id));
    expect(committed.body).toMatchObject({ id, state: 'committed', committedCount: 3 });
    const added = await questions(assessmentId);
    expect(added.map((question) => [question['position'], question['text'], question['importId']])).toEqual([
      [1, 'Question 1?', id],
      [2, 'Question 2?', id],
      [3, 'Question 3?', id],
    ]);
    // What was shown is what came, down to the ids of the options.
    expect(added[1]).toMatchObject(rows[1].question);
    expect(await events('import.received', id)).toEqual([{ assessmentId, byteCount: csv(3).length }]);
    expect(await events('import.committed', id)).toEqual([{ assessmentId, questionCount: 3 }]);
    expect(await events('questions.added', assessmentId)).toEqual([{ count: 3, importId: id }]);
  });

  it('keeps the bytes until the import is committed', async () => {
    const { id } = await imported(csv(1));
    expect(await stored(id)).toEqual({ state: 'ready', bytes: Buffer.from(csv(1)) });
    must(200, await commit(id));
    expect(await stored(id)).toEqual({ state: 'committed', bytes: null });
  });

  it('adds behind the questions that are there, and twice from two files', async () => {
    const { id, assessmentId } = await imported(csv(2));
    must(200, await commit(id));
    const second = must(201, await upload(owner, assessmentId, csv(2)));
    must(200, await commit(second.body.id));
    expect((await questions(assessmentId)).map((question) => question['position'])).toEqual([1, 2, 3, 4]);
    const list = must(200, await owner.get(`/assessments/${assessmentId}/imports?limit=1`));
    expect(list.body.items.map((item: { id: string }) => item.id)).toEqual([second.body.id]);
    const next = must(
      200,
      await owner.get(`/assessments/${assessmentId}/imports?limit=1&cursor=${list.body.nextCursor}`),
    );
    expect(next.body).toMatchObject({ items: [{ id, state: 'committed' }], nextCursor: null });
  });

  it('stores all of a thousand good and three bad rows, or none', async () => {
    const { id, assessmentId, answer } = await imported(csv(1_003, [5, 500, 1_003]));
    expect(answer.body).toMatchObject({
      rowCount: 1_003,
      readyCount: 1_000,
      blockingCount: 3,
      errorCount: 3,
    });
    expect(answer.body.problems.map((problem: { row: number }) => problem.row)).toEqual([6, 501, 1_004]);

    const refused = await commit(id);
    expect([refused.status, refused.body.code, refused.body.blockingCount]).toEqual([
      409,
      'import-not-ready',
      3,
    ]);
    expect(refused.body.problems).toEqual(answer.body.problems);
    expect(await questions(assessmentId)).toEqual([]);

    const committed = must(200, await commit(id, { leaveOutRowsWithProblems: true }));
    expect(committed.body.committedCount).toBe(1_000);
    const texts = (await questions(assessmentId)).map((question) => question['text']);
    expect(texts).toHaveLength(1_000);
    expect(texts).not.toContain('Question 500?');
    expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
      leftOutCount: 3,
      readyCount: 1_000,
    });
  });

  it('lets an author choose the rows one by one', async () => {
    const { id, assessmentId } = await imported(csv(3, [2]));
    expect(must(200, await owner.patch(`/imports/${id}/rows/2`, { leftOut: true })).body).toMatchObject({
      ordinal: 2,
      leftOut: true,
    });
    must(200, await owner.patch(`/imports/${id}/rows/3`, { leftOut: true }));
    must(200, await owner.patch(`/imports/${id}/rows/3`, { leftOut: false }));
    expect((await owner.patch(`/imports/${id}/rows/4`, { leftOut: true })).status).toBe(404);
    expect((await owner.patch(`/imports/${id}/rows/x`, { leftOut: true })).status).toBe(404);
    expect((await owner.patch(`/imports/${id}/rows/1`, { leftOut: 'yes' })).status).toBe(422);
    must(200, await commit(id));
    expect((await questions(assessmentId)).map((question) => question['text'])).toEqual([
      'Question 1?',
      'Question 3?',
    ]);
    expect((await owner.patch(`/imports/${id}/rows/1`, { leftOut: true })).body.code).toBe(
      'import-not-ready',
    );
  });

  it('keeps warnings apart from errors', async () => {
    const { id, assessmentId, answer } = await imported(
      'question,option_1,option_2,correct\nSame?,a,b,A\nSame?,a,b,A\n',
    );
    expect(answer.body).toMatchObject({ errorCount: 0, warningCount: 1, readyCount: 2 });
    expect(answer.body.problems).toMatchObject([
      { severity: 'warning', code: 'duplicate_question', row: 3, duplicateOfRow: 2 },
    ]);
    must(200, await commit(id, { leaveOutRowsWithProblems: true }));
    expect(await questions(assessmentId)).toHaveLength(2);
  });

  it('does not commit what has no row to add', async () => {
    const nothing = await imported('question,option_1,option_2,correct\n');
    const notATable = await imported('name,town\nAna,Oslo\n');
    expect(notATable.answer.body.problems).toMatchObject([{ code: 'unknown_header' }]);
    const allLeftOut = await imported(csv(1, [1]));
    for (const { id, assessmentId } of [nothing, notATable, allLeftOut]) {
      const answer = await commit(id, { leaveOutRowsWithProblems: true });
      expect([answer.status, answer.body.code]).toEqual([409, 'import-not-ready']);
      expect(await questions(assessmentId)).toEqual([]);
    }
  });

  it('takes the template with every kind and says which rows have to wait', async () => {
    const { id, assessmentId, answer } = await imported(
      await readFile(new URL('../fixtures/import/01-canonical.csv', import.meta.url)),
    );
    expect(answer.body.rowCount).toBe(10);
    expect(
      answer.body.problems.filter((problem: { severity: string }) => problem.severity === 'error'),
    ).toMatchObject([
      { code: 'unsupported_kind', row: 8, column: 'type' },
      { code: 'unsupported_kind', row: 9, column: 'type' },
      { code: 'unsupported_kind', row: 10, column: 'type' },
    ]);
    must(200, await commit(id, { leaveOutRowsWithProblems: true }));
    const added = await questions(assessmentId);
    expect(added).toHaveLength(7);
    expect(added[0]).toMatchObject({
      title: 'Notice period',
      externalId: 'HR-001',
      points: 2,
      key: { wrongPenalty: { points: '0.5' } },
      content: { shuffleOptions: true },
      tags: ['law', 'deadlines'],
      timeLimitSeconds: 60,
    });
    must(201, await owner.post(`/assessments/${assessmentId}/publish`));
  });

  it('reads a workbook of ten thousand rows, and pages through every row', async () => {
    const header = ['question', 'option_1', 'option_2', 'correct', 'points'];
    const rows = Array.from({ length: 10_000 }, (_, index) => [
      `Question ${index + 1}?`,
      'Yes',
      'No',
      'A',
      '1',
    ]);
    const { id, assessmentId, answer } = await imported(await workbook([header, ...rows]));
    expect(answer.body).toMatchObject({
      format: 'xlsx',
      rowCount: 10_000,
      readyCount: 10_000,
      errorCount: 0,
      warningCount: 0,
    });
    const ordinals: number[] = [];
    let cursor = '';
    do {
      const page = must(200, await owner.get(`/imports/${id}/rows?limit=200${cursor}`));
      ordinals.push(...page.body.items.map((item: { ordinal: number }) => item.ordinal));
      cursor = page.body.nextCursor === null ? '' : `&cursor=${page.body.nextCursor}`;
    } while (cursor !== '');
    expect(ordinals).toEqual(rows.map((_, index) => index + 1));
    must(200, await commit(id));
    const refused = await owner.post(`/assessments/${assessmentId}/publish`);
    expect(refused.body).toMatchObject({
      code: 'not-publishable',
      reasons: [{ code: 'too-many-questions' }],
    });
  });

  it('fills an assessment to its last question', async () => {
    const { id, assessmentId } = await imported(csv(50_000));
    expect(must(200, await commit(id)).body.committedCount).toBe(50_000);
    const one = must(201, await upload(owner, assessmentId, csv(1)));
    expect((await commit(one.body.id)).body.code).toBe('not-editable');
    expect((await stored(one.body.id))['state']).toBe('ready');
  });

  it('lists a thousand problems and counts them all; every faulty row says so', async () => {
    const { id, answer } = await imported(
      csv(
        1_200,
        Array.from({ length: 1_200 }, (_, index) => index + 1),
      ),
    );
    expect(answer.body).toMatchObject({ errorCount: 1_200, blockingCount: 1_200 });
    expect(answer.body.problems).toHaveLength(1_000);
    const cursor = Buffer.from(JSON.stringify(['import-rows', '1199'])).toString('base64url');
    const last = must(200, await owner.get(`/imports/${id}/rows?cursor=${cursor}`));
    expect(last.body.items).toMatchObject([
      { ordinal: 1_200, hasError: true, problems: [{ code: 'unlisted_error', row: 1_201 }] },
    ]);
    expect((await commit(id)).body.problems).toHaveLength(100);
  });

  it('keeps problems whose message cuts a character', async () => {
    const long = `${'x'.repeat(59)}😀`;
    const { answer } = await imported(`question,option_1,option_2,correct\nCut?,${long},${long},A\n`);
    expect(answer.body).toMatchObject({ state: 'ready', rowCount: 1, blockingCount: 1 });
    expect(answer.body.problems).toMatchObject([{ code: 'duplicate_options', row: 2 }]);
    expect(answer.body.problems[0].message).toContain('x😀"');
  });

  it('takes headers that are names of every object for plain texts', async () => {
    const { answer } = await imported(
      'question,option_1,option_2,correct,__proto__,constructor\nWhy?,a,b,A,x,y\n',
    );
    expect(answer.body).toMatchObject({ state: 'ready', readyCount: 1, warningCount: 2 });
    expect(answer.body.problems.map((problem: { column: string }) => problem.column)).toEqual([
      '__proto__',
      'constructor',
    ]);
  });

  describe('refuses', () => {
    it('a file that cannot be read, with the reason, and keeps the failed import', async () => {
      const assessmentId = await assessment();
      const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
      const answer = await upload(owner, assessmentId, png, { fileName: 'questions.xlsx' });
      expect(answer.status).toBe(415);
      expect(answer.body).toMatchObject({ code: 'unsupported-file', reason: 'binary_file' });
      expect(answer.body.detail.length).toBeGreaterThan(20);
      const failed = must(200, await owner.get(`/imports/${answer.body.importId}`));
      expect(failed.body).toMatchObject({
        state: 'failed',
        failure: { code: 'binary_file', message: answer.body.detail },
      });
      expect(await stored(answer.body.importId)).toEqual({ state: 'failed', bytes: null });
      expect((await commit(answer.body.importId)).body.code).toBe('import-not-ready');
    });

    it('an empty file, and one of too many rows', async () => {
      const assessmentId = await assessment();
      const empty = await upload(owner, assessmentId, '');
      expect([empty.status, empty.body.reason]).toEqual([415, 'empty_file']);
      const large = await upload(owner, assessmentId, csv(50_200));
      expect([large.status, large.body.code, large.body.reason]).toEqual([
        413,
        'payload-too-large',
        'import_too_large',
      ]);
    });

    it('more than 10 MiB, and stores nothing of it', async () => {
      const assessmentId = await assessment();
      const before = await countImports();
      const answer = await upload(owner, assessmentId, Buffer.alloc(10 * 1024 * 1024 + 1, 'a'));
      expect([answer.status, answer.body.code]).toEqual([413, 'payload-too-large']);
      expect(await countImports()).toBe(before);
    });

    it('a form without the file', async () => {
      const assessmentId = await assessment();
      const before = await countImports();
      const wrongField = await upload(owner, assessmentId, csv(1), { fieldName: 'document' });
      const boundary = 'x'.repeat(20);
      const textOnly = await owner.send('POST', `/assessments/${assessmentId}/imports`, {
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
        payload: `--${boundary}\r\ncontent-disposition: form-data; name="file"\r\n\r\nquestion\r\n--${boundary}--\r\n`,
      });
      for (const answer of [wrongField, textOnly]) {
        expect([answer.status, answer.body.code]).toEqual([422, 'validation-failed']);
        expect(answer.body.errors).toMatchObject([{ pointer: '/file', code: 'required' }]);
      }
      expect(await countImports()).toBe(before);
    });

    it('what is no form', async () => {
      const assessmentId = await assessment();
      const path = `/assessments/${assessmentId}/imports`;
      expect((await owner.post(path, { file: 'x' })).status).toBe(415);
      expect((await owner.post(path)).status).toBe(415);
      const { payload, contentType } = form(csv(1));
      const cut = await owner.send('POST', path, {
        headers: { 'content-type': contentType },
        payload: payload.subarray(0, payload.length - 60),
      });
      expect([cut.status, cut.body.code]).toEqual([400, 'bad-request']);
      const noBoundary = await owner.send('POST', path, {
        headers: { 'content-type': 'multipart/form-data' },
        payload,
      });
      expect([noBoundary.status, noBoundary.body.code]).toEqual([400, 'bad-request']);
    });

    it('an upload for an archived or a foreign assessment', async () => {
      const assessmentId = await assessment();
      const { id } = must(201, await upload(owner, assessmentId, csv(1))).body;
      must(200, await owner.post(`/assessments/${assessmentId}/archive`));
      expect((await upload(owner, assessmentId, csv(1))).body.code).toBe('not-editable');
      expect((await commit(id)).body.code).toBe('not-editable');
      expect((await upload(owner, randomUUID(), csv(1))).status).toBe(404);
      const stranger = await app.employer('Other Works');
      for (const answer of [
        await upload(stranger, assessmentId, csv(1)),
        await stranger.get(`/assessments/${assessmentId}/imports`),
        await stranger.get(`/imports/${id}`),
        await stranger.get(`/imports/${id}/rows`),
        await stranger.patch(`/imports/${id}/rows/1`, { leftOut: true }),
        await stranger.post(`/imports/${id}/commit`),
      ]) {
        expect(answer.status).toBe(404);
      }
      const reviewer = await addMember(app, owner, 'reviewer');
      expect((await reviewer.get(`/imports/${id}`)).status).toBe(200);
      expect((await upload(reviewer, assessmentId, csv(1))).status).toBe(403);
      expect((await reviewer.post(`/imports/${id}/commit`)).status).toBe(403);
      expect((await upload(app.anonymous(), assessmentId, csv(1))).status).toBe(401);
    });

    it.each([
      ['with a number that is none', 'imports/ID/rows', ['import-rows', 'x']],
      ['with null', 'imports/ID/rows', ['import-rows', null]],
      [
        'with a time that is none',
        'assessments/ID/imports',
        ['imports', '2026-02-31 00:00:00+00', randomUUID()],
      ],
    ])('a cursor %s', async (_name, path, parts) => {
      const { id, assessmentId } = await imported(csv(1));
      const cursor = Buffer.from(JSON.stringify(parts)).toString('base64url');
      const address = path.replace('ID', path.startsWith('imports') ? id : assessmentId);
      const answer = await owner.get(`/${address}?cursor=${cursor}`);
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid-cursor']);
    });
  });

  it('keeps nothing of an upload whose sender goes away before its end', async () => {
    const assessmentId = await assessment();
    const before = await countImports();
    await app.app.listen(0, '127.0.0.1');
    const { port } = app.app.getHttpServer().address() as AddressInfo;
    const { contentType, payload } = form(csv(20_000));
    const socket = openSocket(port, '127.0.0.1');
    const headers = {
      ...owner.headers,
      'content-type': contentType,
      'content-length': payload.length,
      host: 'localhost',
    };
    socket.write(`POST /api/v1/assessments/${assessmentId}/imports HTTP/1.1\r\n`);
    socket.write(
      `${Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    );
    await new Promise((resolve) =>
      socket.write(payload.subarray(0, Math.floor(payload.length * 0.99)), resolve),
    );
    socket.destroy();
    // The next one is served as ever; by its end the first has been over for long.
    must(201, await upload(owner, assessmentId, csv(1)));
    expect(await countImports()).toBe(before + 1);
    expect(must(200, await owner.get(`/assessments/${assessmentId}/imports`)).body.items).toHaveLength(1);
  });

  it('repeats the answer of a key, though each form has a boundary of its own', async () => {
    const assessmentId = await assessment();
    const key = randomUUID();
    const first = must(201, await upload(owner, assessmentId, csv(2), { key }));
    const again = must(201, await upload(owner, assessmentId, csv(2), { key }));
    expect(again.headers['idempotent-replayed']).toBe('true');
    expect(again.body).toEqual(first.body);
    const other = await upload(owner, assessmentId, csv(3), { key });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    expect(must(200, await owner.get(`/assessments/${assessmentId}/imports`)).body.items).toHaveLength(1);
  });

  it('repeats a refusal of the file for the same key', async () => {
    const assessmentId = await assessment();
    const key = randomUUID();
    const first = await upload(owner, assessmentId, '', { key });
    const again = await upload(owner, assessmentId, '', { key });
    expect([first.status, again.status]).toEqual([415, 415]);
    expect(again.body.importId).toBe(first.body.importId);
  });

  it('needs a key from a program', async () => {
    const assessmentId = await assessment();
    const scopes = ['assessments:read', 'assessments:write'];
    const expiresAt = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
    const { key } = must(201, await owner.post('/api-keys', { name: 'Importer', scopes, expiresAt })).body;
    const program = app.anonymous({ authorization: `Bearer ${key}` });
    expect((await upload(program, assessmentId, csv(1))).body.code).toBe('idempotency-key-required');
    const { id } = must(201, await upload(program, assessmentId, csv(1), { key: randomUUID() })).body;
    expect((await program.post(`/imports/${id}/commit`)).body.code).toBe('idempotency-key-required');
    must(
      200,
      await program.post(`/imports/${id}/commit`, {}, { headers: { 'idempotency-key': randomUUID() } }),
    );
  });

  it('gives a file name no power', async () => {
    const assessmentId = await assessment();
    for (const [fileName, shown] of [
      ['../../etc/passwd', 'passwd'],
      ['C:\\\\files\\\\bank.csv', 'bank.csv'],
      [`${'é'.repeat(300)}`, 'é'.repeat(255)],
      ['', 'upload'],
    ] as const) {
      const answer = await upload(owner, assessmentId, csv(1), { fileName });
      expect([fileName, answer.status, answer.body.fileName]).toEqual([fileName, 201, shown]);
    }
  });

  it('commits once, whatever the keys', async () => {
    const { id, assessmentId } = await imported(csv(2));
    const key = randomUUID();
    const first = must(200, await commit(id, {}, key));
    const replay = must(200, await commit(id, {}, key));
    const again = must(200, await commit(id, {}, randomUUID()));
    const without = must(200, await commit(id, { leaveOutRowsWithProblems: true }));
    expect(replay.headers['idempotent-replayed']).toBe('true');
    for (const answer of [replay, again, without]) expect(answer.body).toEqual(first.body);
    expect(await questions(assessmentId)).toHaveLength(2);
    expect(await events('import.committed', id)).toHaveLength(1);
  });
});
