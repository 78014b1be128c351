import type { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../support/assessment-builder.js';
import { gate, interceptStatements } from '../support/interleave.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { connect } from '../support/scratch-database.js';
import { startTestApp, type Answer, type Employer, type TestApp } from '../support/test-app.js';
import { csv, upload } from '../support/upload.js';

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

async function imported(content = csv(3)): Promise<{ id: string; assessmentId: string }> {
  const { id: assessmentId } = must(201, await owner.post('/assessments', { title: 'Race' })).body;
  return { id: must(201, await upload(owner, assessmentId, content)).body.id, assessmentId };
}

const changeText = (id: string, text: string, ordinal = 1): Promise<Answer> =>
  owner.patch(`/imports/${id}/rows/${ordinal}`, { cells: { A: text } });

describe('two changes of one import at once', () => {
  it('end in the newest wish, though the older reading comes last', async () => {
    const { id } = await imported();
    const older = gate();
    const mayEnd = gate();
    let isFirst = true;
    const restore = interceptStatements({
      holdBefore: (text) => {
        if (!isFirst || !text.includes(`UPDATE imports SET state = 'ready'`)) return undefined;
        isFirst = false;
        older.open();
        return mayEnd.opened;
      },
    });
    try {
      const first = changeText(id, 'Older?');
      await older.opened;
      must(200, await owner.put(`/imports/${id}/mapping`, { columns: { E: null } }));
      // The older reading knows nothing of the column that is left out.
      mayEnd.open();
      must(200, await first);
    } finally {
      mayEnd.open();
      restore();
    }
    const { items } = must(200, await owner.get(`/imports/${id}/rows`)).body;
    expect(items.map(({ question }: Answer['body']) => [question.text, question.points])).toEqual([
      ['Older?', 1],
      ['Question 2?', 1],
      ['Question 3?', 1],
    ]);
    expect(must(200, await owner.get(`/imports/${id}`)).body).toMatchObject({
      state: 'ready',
      correctionCount: 1,
      mapping: { columns: { E: null } },
    });
  });

  it('and a commit: the change comes before it or is told that it is too late', async () => {
    const { id } = await imported();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM imports WHERE id = $1 FOR NO KEY UPDATE', [id]);
    const committed = owner.post(`/imports/${id}/commit`, {});
    await lockWaiters(app.database.admin, 1);
    const change = changeText(id, 'Late?');
    await lockWaiters(app.database.admin, 2);
    await holder.query('COMMIT');
    must(200, await committed);
    expect((await change).body.code).toBe('import-not-ready');
  });

  it('and a commit that follows: nothing is added while the file is read again', async () => {
    const { id } = await imported();
    await app.database.admin.query(
      `UPDATE imports SET state = 'received', revision = revision + 1, parse_started_at = now() WHERE id = $1`,
      [id],
    );
    expect((await owner.post(`/imports/${id}/commit`, {})).body.code).toBe('import-not-ready');
  });
});

describe('undoing an import while it is published', () => {
  const hold = async (assessmentId: string): Promise<void> => {
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM assessments WHERE id = $1 FOR NO KEY UPDATE', [assessmentId]);
  };

  it('waits for the publication and is refused', async () => {
    const { id, assessmentId } = await imported();
    must(200, await owner.post(`/imports/${id}/commit`, {}));
    await hold(assessmentId);
    const published = owner.post(`/assessments/${assessmentId}/publish`);
    await lockWaiters(app.database.admin, 1);
    const undone = owner.post(`/imports/${id}/undo`, {});
    await lockWaiters(app.database.admin, 2);
    await holder.query('COMMIT');
    must(201, await published);
    expect(must(409, await undone).body).toMatchObject({ code: 'import-not-undoable', versions: [1] });
    must(200, await owner.post(`/assessments/${assessmentId}/close`));
  });

  it('comes first, and nothing is left to publish', async () => {
    const { id, assessmentId } = await imported();
    must(200, await owner.post(`/imports/${id}/commit`, {}));
    await hold(assessmentId);
    const undone = owner.post(`/imports/${id}/undo`, {});
    await lockWaiters(app.database.admin, 1);
    const published = owner.post(`/assessments/${assessmentId}/publish`);
    await lockWaiters(app.database.admin, 2);
    await holder.query('COMMIT');
    must(200, await undone);
    expect((await published).body).toMatchObject({
      code: 'not-publishable',
      reasons: [{ code: 'no-questions' }],
    });
  });

  it('twice at once takes the questions out once', async () => {
    const { id, assessmentId } = await imported();
    must(200, await owner.post(`/imports/${id}/commit`, {}));
    await hold(assessmentId);
    const both = [1, 2].map(() => owner.post(`/imports/${id}/undo`, {}));
    await lockWaiters(app.database.admin, 2);
    await holder.query('COMMIT');
    const [one, other] = (await Promise.all(both)).map((answer) => must(200, answer).body);
    expect(other).toEqual(one);
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS count FROM events WHERE type = 'import.undone' AND subject_id = $1`,
      [id],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });
});
