import { createHash, randomUUID } from 'node:crypto';
import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseInWorker } from '../../src/question-import/parse-in-worker.js';
import { ReadingService } from '../../src/question-import/reading.service.js';
import { must, trueFalse } from '../support/assessment-builder.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { connect } from '../support/scratch-database.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';
import { csv, upload } from '../support/upload.js';

describe('imports at the same time', () => {
  let app: TestApp;
  let owner: Employer;
  let holder: Client;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    holder = await connect(app.database.url);
    await holder.query('SET search_path = assay');
  });
  afterEach(() => holder.query('ROLLBACK'));
  afterAll(async () => {
    await holder.end();
    await app.stop();
  });

  async function assessment(): Promise<string> {
    return must(201, await owner.post('/assessments', { title: 'Race' })).body.id;
  }

  async function imported(content: string): Promise<{ id: string; assessmentId: string }> {
    const assessmentId = await assessment();
    return { id: must(201, await upload(owner, assessmentId, content)).body.id, assessmentId };
  }

  function commit(id: string, key: string = randomUUID()): Promise<Answer> {
    return owner.post(`/imports/${id}/commit`, {}, { headers: { 'idempotency-key': key } });
  }

  async function texts(assessmentId: string): Promise<string[]> {
    const { body } = must(200, await owner.get(`/assessments/${assessmentId}/questions?limit=2000`));
    return body.items.map((question: { text: string }) => question.text);
  }

  async function hold(statement: string, id: string): Promise<void> {
    await holder.query('BEGIN');
    await holder.query(statement, [id]);
  }

  const lockAssessment = 'SELECT 1 FROM assessments WHERE id = $1 FOR NO KEY UPDATE';
  const lockImport = 'SELECT 1 FROM imports WHERE id = $1 FOR NO KEY UPDATE';

  it('commits at once add the questions once and get one answer', async () => {
    const { id, assessmentId } = await imported(csv(20));
    await hold(lockAssessment, assessmentId);
    const commits = [commit(id), commit(id), commit(id)];
    await lockWaiters(app.database.admin, 3);
    await holder.query('COMMIT');
    const answers = (await Promise.all(commits)).map((answer) => must(200, answer).body);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    expect(await texts(assessmentId)).toHaveLength(20);
    expect(await events('import.committed', id)).toBe(1);
  });

  it('a commit waits for an edit of the assessment and adds behind it', async () => {
    const { id, assessmentId } = await imported(csv(2));
    await hold(lockAssessment, assessmentId);
    const edit = owner.post(`/assessments/${assessmentId}/questions`, trueFalse);
    await lockWaiters(app.database.admin, 1);
    const committed = commit(id);
    await lockWaiters(app.database.admin, 2);
    await holder.query('COMMIT');
    must(201, await edit);
    must(200, await committed);
    expect(await texts(assessmentId)).toEqual([trueFalse.text, 'Question 1?', 'Question 2?']);
  });

  it('a commit that waited while the assessment was archived adds nothing', async () => {
    const { id, assessmentId } = await imported(csv(2));
    await hold(lockAssessment, assessmentId);
    const committed = commit(id);
    await lockWaiters(app.database.admin, 1);
    await holder.query(`UPDATE assessments SET status = 'archived' WHERE id = $1`, [assessmentId]);
    await holder.query('COMMIT');
    expect((await committed).body.code).toBe('not-editable');
    expect(await texts(assessmentId)).toEqual([]);
    expect(await stateOf(id)).toBe('ready');
  });

  it('a row is left out before a commit or not at all', async () => {
    const { id, assessmentId } = await imported(csv(2));
    await hold(lockImport, id);
    const change = owner.patch(`/imports/${id}/rows/1`, { leftOut: true });
    await lockWaiters(app.database.admin, 1);
    const committed = commit(id);
    await lockWaiters(app.database.admin, 2);
    await holder.query('COMMIT');
    must(200, await change);
    expect(must(200, await committed).body.committedCount).toBe(1);
    expect(await texts(assessmentId)).toEqual(['Question 2?']);
  });

  it('a row that is changed while a commit ends is told that it is too late', async () => {
    const { id } = await imported(csv(2));
    await hold(lockImport, id);
    const change = owner.patch(`/imports/${id}/rows/1`, { leftOut: true });
    await lockWaiters(app.database.admin, 1);
    await holder.query(
      `UPDATE imports SET state = 'committed', bytes = NULL, committed_at = now(), committed_count = 2 WHERE id = $1`,
      [id],
    );
    await holder.query('COMMIT');
    expect((await change).body.code).toBe('import-not-ready');
    expect(must(200, await owner.get(`/imports/${id}`)).body.leftOutCount).toBe(0);
  });

  it('a file that finds every reader busy is kept, and read later', async () => {
    const assessmentId = await assessment();
    const large = Buffer.from(csv(49_000));
    const jam = [
      ...Array.from({ length: 2 }, () => parseInWorker(large)),
      ...Array.from({ length: 50 }, () =>
        parseInWorker(large, { deadlineMilliseconds: 1 }).catch(() => undefined),
      ),
    ];
    const refused = await upload(owner, assessmentId, csv(3));
    expect([refused.status, refused.body.code]).toEqual([503, 'service-unavailable']);
    expect(refused.headers['retry-after']).toBe('30');
    const [kept] = must(200, await owner.get(`/assessments/${assessmentId}/imports`)).body.items;
    expect(must(200, await owner.get(`/imports/${kept.id}`)).body.state).toBe('received');
    await Promise.all(jam);
    expect(must(200, await owner.get(`/imports/${kept.id}`)).body).toMatchObject({
      state: 'ready',
      rowCount: 3,
    });
  });

  describe('a process that dies between storing and reading', () => {
    /** What the first transaction of an upload leaves behind. */
    async function storedOnly(
      content: Buffer,
      age: string,
      parseAge: string | null = age,
    ): Promise<{ id: string; assessmentId: string }> {
      const assessmentId = await assessment();
      const id = randomUUID();
      await app.database.admin.query(
        `INSERT INTO imports (employer_id, id, assessment_id, file_name, bytes, byte_count, sha256, created_at, parse_started_at)
         VALUES ($1, $2, $3, 'bank.csv', $4, $5, $6, now() - $7::interval, now() - $8::interval)`,
        [
          owner.employerId,
          id,
          assessmentId,
          content,
          content.length,
          createHash('sha256').update(content).digest(),
          age,
          parseAge,
        ],
      );
      return { id, assessmentId };
    }

    function service(): ReadingService {
      return app.app.get(ReadingService);
    }

    it('leaves an import that the worker finishes', async () => {
      const { id, assessmentId } = await storedOnly(Buffer.from(csv(5, [2])), '2 minutes');
      const another = await app.employer('Other Works');
      expect(await service().readAbandoned()).toBe(1);
      expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
        state: 'ready',
        rowCount: 5,
        blockingCount: 1,
      });
      expect((await another.get(`/imports/${id}`)).status).toBe(404);
      expect(await service().readAbandoned()).toBe(0);
      must(200, await owner.patch(`/imports/${id}/rows/2`, { leftOut: true }));
      must(200, await commit(id));
      expect(await texts(assessmentId)).toHaveLength(4);
      expect(await bytesOf(id)).toBeNull();
    });

    it('leaves an import that the next look at it finishes', async () => {
      const { id } = await storedOnly(Buffer.from(csv(3)), '2 minutes');
      expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
        state: 'ready',
        rowCount: 3,
      });
    });

    it('is left in peace while it may still be reading', async () => {
      const { id } = await storedOnly(Buffer.from(csv(3)), '30 seconds');
      expect(await service().readAbandoned()).toBe(0);
      expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
        state: 'received',
        rowCount: 0,
      });
      expect((await commit(id)).body.code).toBe('import-not-ready');
      await app.database.admin.query('UPDATE imports SET parse_started_at = NULL WHERE id = $1', [id]);
      expect(must(200, await owner.get(`/imports/${id}`)).body.state).toBe('ready');
    });

    it('ends in a refusal where the file cannot be read', async () => {
      const { id } = await storedOnly(Buffer.alloc(100), '2 minutes');
      expect(await service().readAbandoned()).toBe(1);
      expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
        state: 'failed',
        failure: { code: expect.any(String) },
      });
      expect(await bytesOf(id)).toBeNull();
    });

    it('gives up a file that was tried for an hour, but not one that merely waited', async () => {
      const poison = await storedOnly(Buffer.from(csv(1)), '2 hours', '2 minutes');
      const waited = await storedOnly(Buffer.from(csv(1)), '2 hours');
      expect(await service().readAbandoned()).toBe(2);
      expect(await stateOf(poison.id)).toBe('failed');
      expect(await stateOf(waited.id)).toBe('ready');
    });

    it('two workers and a look at once save the rows once', async () => {
      const { id } = await storedOnly(Buffer.from(csv(200)), '2 minutes');
      await Promise.all([service().readAbandoned(), service().readAbandoned(), owner.get(`/imports/${id}`)]);
      await expect.poll(() => stateOf(id)).toBe('ready');
      expect(must(200, await owner.get(`/imports/${id}`)).body.rowCount).toBe(200);
    });

    it('a reader who comes late changes nothing', async () => {
      const { id } = await storedOnly(Buffer.from(csv(200)), '2 minutes');
      // Both have the claim, as after a lease that ran out while the first was still reading: both come to save.
      await hold(lockImport, id);
      const task = { bytes: (await bytesOf(id))!, settings: {}, corrections: [], revision: 1 };
      const readers = [1, 2].map(() => service().read(owner.employerId, id, task));
      await lockWaiters(app.database.admin, 2);
      await holder.query('COMMIT');
      await Promise.all(readers);
      expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
        state: 'ready',
        rowCount: 200,
      });
    });

    it('does not keep the same request from finishing it', async () => {
      const assessmentId = await assessment();
      const key = randomUUID();
      const first = must(201, await upload(owner, assessmentId, csv(4), { key }));
      // Back to what was there when the process died, two minutes ago.
      await app.database.admin.query('DELETE FROM import_rows WHERE import_id = $1', [first.body.id]);
      await app.database.admin.query(
        `UPDATE imports SET state = 'received', bytes = $2, format = NULL, layout = NULL, parse_started_at = now() - interval '2 minutes' WHERE id = $1`,
        [first.body.id, csv(4)],
      );
      const again = must(201, await upload(owner, assessmentId, csv(4), { key }));
      expect(again.body).toMatchObject({ id: first.body.id, state: 'ready', rowCount: 4 });
    });

    async function bytesOf(id: string): Promise<Buffer | null> {
      return (await app.database.admin.query('SELECT bytes FROM imports WHERE id = $1', [id])).rows[0].bytes;
    }
  });

  async function stateOf(id: string): Promise<string> {
    return (await app.database.admin.query('SELECT state FROM imports WHERE id = $1', [id])).rows[0].state;
  }

  async function events(type: string, subjectId: string): Promise<number> {
    const { rows } = await app.database.admin.query(
      'SELECT 1 FROM events WHERE type = $1 AND subject_id = $2',
      [type, subjectId],
    );
    return rows.length;
  }
});
