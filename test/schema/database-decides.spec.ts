import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mayBecome, type AssessmentStatus } from '../../src/assessments/assessment.rules.js';
import { graceMilliseconds } from '../../src/attempts/attempt.rules.js';
import { attemptAs } from '../support/as-role.js';
import { createScratchDatabase, type ScratchDatabase } from '../support/scratch-database.js';
import { seedRows, type SeededRows } from '../support/seed-rows.js';

/** What no statement chooses, because the database sets it whatever the statement says. */

let database: ScratchDatabase;
let rows: SeededRows;
beforeAll(async () => {
  database = await createScratchDatabase();
  rows = await seedRows(database.admin);
});
afterAll(() => database.drop());

/** What a statement of the owner answers with; taken back. */
async function answer<Row extends object>(statement: string, before = ''): Promise<Row> {
  const { admin } = database;
  try {
    await admin.query(
      `BEGIN; ${before}; SET LOCAL ROLE assay_owner; SELECT set_config('assay.employer', '${rows.employerId}', true)`,
    );
    return (await admin.query<Row>(statement)).rows[0]!;
  } finally {
    await admin.query('ROLLBACK');
  }
}

describe('an attempt', () => {
  const started = (assignments: string, before = ''): Promise<Record<string, boolean | string | null>> =>
    answer(
      `INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, token_hash, started_at, deadline_at, state,
           finish_reason, ended_at)
         SELECT employer_id, gen_random_uuid(), assessment_id, version_id, '${rows.memberId}', token_hash,
                now() - interval '1 day', now() + interval '1 year', 'finished', 'submitted', now() FROM attempts LIMIT 1
         RETURNING ${assignments}`,
      `ALTER TABLE attempts DROP CONSTRAINT attempts_candidate_id_fkey; ${before}`,
    );

  const withVersion = (assignment: string): string =>
    `ALTER TABLE versions DISABLE TRIGGER USER; UPDATE versions SET ${assignment}; ALTER TABLE versions ENABLE TRIGGER USER`;

  it('starts now and ends after the version’s time, whatever the statement says', async () => {
    const facts = await started(
      `started_at = date_trunc('milliseconds', now()) AS starts_now, deadline_at = started_at + interval '30 minutes' AS ends_then,
       state, finish_reason, ended_at`,
    );
    expect(facts).toEqual({
      starts_now: true,
      ends_then: true,
      state: 'in_progress',
      finish_reason: null,
      ended_at: null,
    });
  });

  it('ends when its version closes, if that is earlier', async () => {
    const facts = await started(
      `deadline_at = date_trunc('milliseconds', now() + interval '5 minutes') AS ends_then`,
      withVersion(`closes_at = now() + interval '5 minutes'`),
    );
    expect(facts).toEqual({ ends_then: true });
  });

  it('has no deadline where the version has neither', async () => {
    expect(await started('deadline_at', withVersion('time_limit_minutes = NULL'))).toEqual({
      deadline_at: null,
    });
  });

  const saveAt = (distance: string) =>
    attemptAs(
      database.admin,
      'assay_owner',
      {
        employerId: rows.employerId,
        mutation: `ALTER TABLE assay.attempts DISABLE TRIGGER attempts_fixed;
          UPDATE assay.attempts SET started_at = now() - interval '1 hour', deadline_at = now() + interval '${distance}' WHERE id = '${rows.runningAttemptId}';
          ALTER TABLE assay.attempts ENABLE ALWAYS TRIGGER attempts_fixed`,
      },
      `UPDATE answers SET response = 'false', client_sequence = 6 WHERE attempt_id = '${rows.runningAttemptId}'`,
    );

  it('takes answers until the deadline and the grace are over, to the millisecond', async () => {
    expect(await saveAt('1 second')).toEqual({ rows: 1 });
    expect(await saveAt('-9.999 seconds')).toEqual({ rows: 1 });
    expect(await saveAt('-10.001 seconds')).toEqual({ refused: '23000', constraint: 'answers_attempt_open' });
  });

  it('has the same grace in the database and in the code', async () => {
    const grace = await answer<{ milliseconds: number }>(
      'SELECT (extract(epoch FROM attempt_grace()) * 1000)::int AS milliseconds',
    );
    expect(grace.milliseconds).toBe(graceMilliseconds);
  });
});

describe('an answer', () => {
  it('is saved now, whatever the statement says', async () => {
    const saved = await answer(
      `UPDATE answers SET client_sequence = 9, saved_at = '2000-01-01' WHERE attempt_id = '${rows.runningAttemptId}'
         RETURNING saved_at BETWEEN now() AND clock_timestamp() AS now`,
    );
    expect(saved).toEqual({ now: true });
  });
});

describe('the revision of an editable row', () => {
  it.each(['members', 'assessments', 'questions'])(
    'of %s moves by one, whatever the statement says',
    async (table) => {
      const moved = await answer(
        `UPDATE ${table} t SET revision = 4711 FROM ${table} was WHERE was.id = t.id RETURNING t.revision - was.revision AS step`,
      );
      expect(moved).toEqual({ step: '1' });
    },
  );
});

describe('an event', () => {
  it('gets its number, time, transaction and links from the database', async () => {
    const event = await answer(
      `INSERT INTO events (employer_id, id, sequence, xid, occurred_at, previous_hash, hash, type, actor_type, subject_type, subject_id, payload)
         SELECT employer_id, gen_random_uuid(), 99, '1', '2000-01-01', '', '', 'a.b', 'system', 'x', id, '{}' FROM members
         RETURNING sequence, xid = pg_current_xact_id() AS own_transaction, occurred_at >= now() AS now,
           previous_hash = (SELECT hash FROM events e WHERE e.sequence = 1) AS linked, octet_length(hash) AS bytes`,
    );
    expect(event).toEqual({ sequence: '2', own_transaction: true, now: true, linked: true, bytes: 32 });
  });
});

describe('the life of an assessment', () => {
  const statuses: AssessmentStatus[] = ['draft', 'active', 'closed', 'archived'];

  it('has the same steps in the database and in the code', async () => {
    for (const from of statuses) {
      for (const to of statuses.filter((status) => status !== from)) {
        const slot = (status: string): string => (status === 'active' ? '2' : 'NULL');
        const outcome = await attemptAs(
          database.admin,
          'assay_owner',
          {
            employerId: rows.employerId,
            mutation: `ALTER TABLE assay.assessments DISABLE TRIGGER USER;
              UPDATE assay.assessments SET status = '${from}', active_slot = ${slot(from)} WHERE id = '${rows.draftId}';
              ALTER TABLE assay.assessments ENABLE ALWAYS TRIGGER assessments_status_transition`,
          },
          `UPDATE assessments SET status = '${to}', active_slot = ${slot(to)} WHERE id = '${rows.draftId}'`,
        );
        const refused = { refused: '23000', constraint: 'assessments_status_transition' };
        expect(outcome, `${from} to ${to}`).toEqual(mayBecome(from, to) ? { rows: 1 } : refused);
      }
    }
  });
});
