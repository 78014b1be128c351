import type { SeededRows } from './seed-rows.js';

/** What a trigger refuses, by the name that it reports; `alsoHeldBy` are constraints that hold the same fact. */
export interface TriggerViolation {
  readonly name: string;
  readonly what: string;
  readonly sql: (rows: SeededRows) => string;
  readonly alsoHeldBy?: readonly string[];
}

/** Names and triggers that have no violation of their own here, and where they are tested. */
export const testedElsewhere: Readonly<Record<string, string>> = {
  versions_immutable: 'sealed.spec.ts',
  items_immutable: 'sealed.spec.ts',
  answer_keys_immutable: 'sealed.spec.ts',
  submissions_immutable: 'sealed.spec.ts',
  scores_immutable: 'sealed.spec.ts',
  events_immutable: 'sealed.spec.ts',
  attempt_time_changes_immutable: 'sealed.spec.ts',
  superseded_submissions_immutable: 'sealed.spec.ts',
};

const insertVersion = (rows: SeededRows, number: number, itemCount = 1, points = 1): string => `
  INSERT INTO versions (employer_id, id, assessment_id, number, title, description, shuffle_questions, shuffle_options, review_policy,
      item_count, maximum_points, content, content_sha256)
    VALUES ('${rows.employerId}', '00000000-0000-4000-8000-000000000001', '${rows.assessmentId}', ${number}, 'Next', '', false, false,
      'score', ${itemCount}, ${points}, '', sha256(''))`;

const insertItem = (rows: SeededRows, withKey = true): string => `
  INSERT INTO items (employer_id, version_id, id, position, kind, text, points, content)
    SELECT employer_id, '00000000-0000-4000-8000-000000000001', id, position, kind, text, points, content FROM items
     WHERE version_id = '${rows.versionId}'${
       withKey
         ? `; INSERT INTO answer_keys (employer_id, version_id, item_id, revision, key)
    SELECT employer_id, '00000000-0000-4000-8000-000000000001', item_id, revision, key FROM answer_keys WHERE version_id = '${rows.versionId}'`
         : ''
     }`;

const insertSubmission = (rows: SeededRows, reason: string, finishedAt: string): string => `
  INSERT INTO submissions (employer_id, id, assessment_id, version_id, candidate_id, attempt_id, finish_reason, finished_at, responses,
      responses_sha256)
    SELECT employer_id, gen_random_uuid(), assessment_id, version_id, candidate_id, id, ${reason}, ${finishedAt}, '', sha256('')
      FROM attempts WHERE id = '${rows.runningAttemptId}'`;

const end = (rows: SeededRows, reason: string, at: string): string =>
  `UPDATE attempts SET state = 'finished', finish_reason = '${reason}', ended_at = ${at} WHERE id = '${rows.runningAttemptId}'`;

const changeRunning = (rows: SeededRows, assignment: string): string =>
  `UPDATE attempts SET ${assignment} WHERE id = '${rows.runningAttemptId}'`;

const changeFinished = (rows: SeededRows, assignment: string): string =>
  `UPDATE attempts SET ${assignment} WHERE id = '${rows.attemptId}'`;

/** The row that a change of the deadline needs: five minutes more. */
const timeChange = (rows: SeededRows, kind: string, attemptId = rows.runningAttemptId): string => `
  INSERT INTO attempt_time_changes (employer_id, attempt_id, revision, kind, act_id, minutes, reason, actor_type, actor_id,
      from_deadline_at, to_deadline_at)
    SELECT employer_id, id, 1, '${kind}', gen_random_uuid(), 5, 'ill', 'member', '${rows.memberId}', deadline_at,
      deadline_at + interval '5 minutes' FROM attempts WHERE id = '${attemptId}'`;

const runsAgain = `state = 'in_progress', finish_reason = NULL, ended_at = NULL, deadline_at = deadline_at + interval '5 minutes',
  time_revision = 1, sitting = 2`;

const illegalSteps = [
  ['draft', 'closed'],
  ['active', 'draft'],
  ['active', 'archived'],
  ['closed', 'draft'],
  ['archived', 'draft'],
  ['archived', 'active'],
  ['archived', 'closed'],
] as const;

const legalPath: Readonly<Record<string, readonly string[]>> = {
  draft: [],
  active: ['active'],
  closed: ['active', 'closed'],
  archived: ['archived'],
};

const step = (rows: SeededRows, status: string): string =>
  `UPDATE assessments SET status = '${status}', active_slot = ${status === 'active' ? 2 : 'NULL'} WHERE id = '${rows.draftId}'`;

export const triggerViolations: readonly TriggerViolation[] = [
  {
    name: 'members_owner_required',
    what: 'the last owner is removed',
    sql: ({ memberId }) => `UPDATE members SET removed_at = now() WHERE id = '${memberId}'`,
  },
  {
    name: 'members_owner_required',
    what: 'the last owner becomes an author',
    sql: ({ memberId }) => `UPDATE members SET role = 'author' WHERE id = '${memberId}'`,
  },
  {
    name: 'events_linked',
    what: 'an event is written for an employer without a journal',
    sql: () => `SELECT set_config('assay.employer', '00000000-0000-4000-8000-000000000002', true);
      INSERT INTO events (employer_id, sequence, id, type, actor_type, subject_type, subject_id, payload, previous_hash, hash)
        VALUES ('00000000-0000-4000-8000-000000000002', 1, gen_random_uuid(), 'a.b', 'system', 'x', gen_random_uuid(), '{}', '', '')`,
    alsoHeldBy: ['events_employer_id_fkey'],
  },
  ...illegalSteps.map(([from, to]) => ({
    name: 'assessments_status_transition',
    what: `an assessment goes from ${from} to ${to}`,
    sql: (rows: SeededRows) => [...legalPath[from]!, to].map((status) => step(rows, status)).join('; '),
  })),
  ...[2, -1].map((distance) => ({
    name: 'assessments_version_number_step',
    what: `the version number moves by ${distance}`,
    sql: ({ assessmentId }: SeededRows) =>
      `UPDATE assessments SET latest_version_number = latest_version_number + ${distance} WHERE id = '${assessmentId}'`,
  })),
  {
    name: 'attempts_link_capacity',
    what: 'more start by the public link than there are places',
    sql: ({ assessmentId, employerId }) => `
      UPDATE assessments SET link_capacity = 1 WHERE id = '${assessmentId}';
      INSERT INTO candidates (employer_id, id, email_canonical, email, name) VALUES ('${employerId}',
        '00000000-0000-4000-8000-000000000003', 'late@example.org', 'late@example.org', 'Late');
      INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, token_hash)
        SELECT employer_id, gen_random_uuid(), assessment_id, id, '00000000-0000-4000-8000-000000000003', sha256('late')
          FROM versions WHERE assessment_id = '${assessmentId}'`,
  },
  {
    name: 'items_sealed',
    what: 'an item is added to a published version',
    sql: ({
      versionId,
    }) => `INSERT INTO items (employer_id, version_id, id, position, kind, text, points, content)
      SELECT employer_id, version_id, gen_random_uuid(), 2, kind, text, points, content FROM items WHERE version_id = '${versionId}'`,
  },
  ...[3, 1].map((revision) => ({
    name: 'answer_keys_revision_step',
    what: `revision 1 of a key is followed by revision ${revision}`,
    sql: ({
      versionId,
    }: SeededRows) => `INSERT INTO answer_keys (employer_id, version_id, item_id, revision, key)
      SELECT employer_id, version_id, item_id, ${revision}, '{}' FROM answer_keys WHERE version_id = '${versionId}'`,
    ...(revision === 1 ? { alsoHeldBy: ['answer_keys_pkey'] } : {}),
  })),
  { name: 'versions_whole', what: 'a version has no items', sql: (rows) => insertVersion(rows, 2) },
  {
    name: 'versions_whole',
    what: 'an item has no key',
    sql: (rows) => `${insertVersion(rows, 2)}; ${insertItem(rows, false)}`,
  },
  {
    name: 'versions_whole',
    what: 'a version says other points than its items have',
    sql: (rows) => `${insertVersion(rows, 2, 1, 7)}; ${insertItem(rows)}`,
  },
  {
    name: 'versions_whole',
    what: 'a version says more items than it has',
    sql: (rows) => `${insertVersion(rows, 2, 2)}; ${insertItem(rows)}`,
  },
  {
    name: 'versions_whole',
    what: 'a version number is skipped',
    sql: (rows) => `${insertVersion(rows, 3)}; ${insertItem(rows)}`,
  },
  ...[
    `deadline_at = deadline_at + interval '1 minute'`,
    'deadline_at = NULL',
    `started_at = started_at - interval '1 minute'`,
    'id = gen_random_uuid()',
    'sitting = 2',
    'time_revision = 1',
  ].map((assignment) => ({
    name: 'attempts_fixed',
    what: `of a running attempt: ${assignment}`,
    sql: (rows: SeededRows) => changeRunning(rows, assignment),
    alsoHeldBy: ['answers_attempt_id_fkey'],
  })),
  {
    name: 'attempts_fixed',
    what: 'an attempt goes to another candidate',
    sql: (rows) => changeFinished(rows, `candidate_id = '${rows.runningCandidateId}'`),
    alsoHeldBy: ['attempts_candidate_id_key', 'submissions_attempt_id_fkey'],
  },
  ...[
    [
      'another deadline than its row says',
      `deadline_at = deadline_at + interval '6 minutes', time_revision = 1`,
    ],
    [
      'a revision that is not the next',
      `deadline_at = deadline_at + interval '5 minutes', time_revision = 2`,
    ],
    ['another sitting', `deadline_at = deadline_at + interval '5 minutes', time_revision = 1, sitting = 2`],
    [
      'an end too',
      `deadline_at = deadline_at + interval '5 minutes', time_revision = 1, state = 'finished', finish_reason = 'submitted', ended_at = started_at`,
    ],
  ].map(([what, assignments]) => ({
    name: 'attempts_fixed',
    what: `an extension gives ${what}`,
    sql: (rows: SeededRows) => `${timeChange(rows, 'extension')}; ${changeRunning(rows, assignments!)}`,
  })),
  {
    name: 'attempts_state_transition',
    what: 'an attempt that its candidate submitted runs again',
    sql: (rows) => `${timeChange(rows, 'reopening', rows.attemptId)};
      INSERT INTO superseded_submissions (employer_id, submission_id, attempt_id, revision)
        VALUES ('${rows.employerId}', '${rows.submissionId}', '${rows.attemptId}', 1);
      ${changeFinished(rows, runsAgain)}`,
  },
  {
    name: 'attempts_state_transition',
    what: 'an attempt runs again and its submission still counts',
    sql: (
      rows,
    ) => `${end(rows, 'deadline', 'deadline_at')}; ${insertSubmission(rows, 'finish_reason', 'ended_at')};
      ${timeChange(rows, 'reopening')}; ${changeRunning(rows, runsAgain)}`,
  },
  {
    name: 'attempts_state_transition',
    what: 'an attempt runs again and another submission no longer counts',
    sql: (
      rows,
    ) => `${end(rows, 'deadline', 'deadline_at')}; ${insertSubmission(rows, 'finish_reason', 'ended_at')};
      ${timeChange(rows, 'reopening')};
      INSERT INTO superseded_submissions (employer_id, submission_id, attempt_id, revision)
        VALUES ('${rows.employerId}', '${rows.submissionId}', '${rows.runningAttemptId}', 1);
      ${changeRunning(rows, runsAgain)}`,
  },
  ...[
    `state = 'in_progress', ended_at = NULL, finish_reason = NULL`,
    `state = 'ending'`,
    `ended_at = ended_at + interval '1 second'`,
    `finish_reason = 'deadline'`,
  ].map((assignment) => ({
    name: 'attempts_state_transition',
    what: `of a finished attempt: ${assignment}`,
    sql: (rows: SeededRows) => changeFinished(rows, assignment),
  })),
  {
    name: 'answers_attempt_open',
    what: 'an answer of a finished attempt is changed',
    sql: ({ attemptId }) =>
      `UPDATE answers SET response = 'false', client_sequence = 6 WHERE attempt_id = '${attemptId}'`,
  },
  {
    name: 'answers_attempt_open',
    what: 'an answer is added to an attempt that the employer has ended',
    sql: (rows) => `DELETE FROM answers WHERE attempt_id = '${rows.runningAttemptId}';
      UPDATE attempts SET state = 'ending', finish_reason = 'closed', ended_at = started_at WHERE id = '${rows.runningAttemptId}';
      INSERT INTO answers (employer_id, attempt_id, item_id, version_id, response, client_sequence)
        VALUES ('${rows.employerId}', '${rows.runningAttemptId}', '${rows.itemId}', '${rows.versionId}', 'true', 1)`,
  },
  ...[4, 5].map((sequence) => ({
    name: 'answers_sequence_forward',
    what: `answer number 5 is followed by number ${sequence}`,
    sql: ({ runningAttemptId }: SeededRows) =>
      `UPDATE answers SET response = 'false', client_sequence = ${sequence} WHERE attempt_id = '${runningAttemptId}'`,
  })),
  {
    name: 'submissions_agree',
    what: 'a running attempt has a submission',
    sql: (rows) => insertSubmission(rows, `'submitted'`, 'started_at'),
  },
  {
    name: 'submissions_agree',
    what: 'a submission names another reason than its attempt',
    sql: (rows) =>
      `${end(rows, 'submitted', 'started_at')}; ${insertSubmission(rows, `'closed'`, 'ended_at')}`,
  },
  {
    name: 'submissions_agree',
    what: 'a submission names another time than its attempt',
    sql: (rows) =>
      `${end(rows, 'submitted', 'started_at')}; ${insertSubmission(rows, 'finish_reason', `ended_at + interval '1 second'`)}`,
  },
  {
    name: 'submissions_agree',
    what: 'an attempt ends after its deadline and the grace',
    sql: (rows) =>
      `${end(rows, 'submitted', `deadline_at + interval '10.001 seconds'`)}; ${insertSubmission(rows, 'finish_reason', 'ended_at')}`,
  },
  {
    name: 'submissions_agree',
    what: 'an attempt that its deadline ended ends at another time',
    sql: (rows) =>
      `${end(rows, 'deadline', `deadline_at - interval '1 second'`)}; ${insertSubmission(rows, 'finish_reason', 'ended_at')}`,
  },
  ...['sequence = 3', 'sequence = 2, phase = -1', 'sequence = 2, done = -1'].map((assignment) => ({
    name: 'import_streams_forward',
    what: `the stream of an import is set to ${assignment}`,
    sql: ({ importId }: SeededRows) =>
      `UPDATE import_streams SET ${assignment} WHERE import_id = '${importId}'`,
  })),
  {
    name: 'import_streams_forward',
    what: 'something follows the end of the stream of an import',
    sql: ({
      importId,
    }) => `UPDATE import_streams SET sequence = 2, ended = true WHERE import_id = '${importId}';
      UPDATE import_streams SET sequence = 3 WHERE import_id = '${importId}'`,
  },
  ...[
    ['sequence = 3', 'read_up_to = 0'],
    ['sequence = 2', 'sequence = 1'],
    ['read_up_to = 1', 'read_up_to = 0'],
  ].map((steps) => ({
    name: 'notification_heads_forward',
    what: `what a member is told is set to ${steps.join(' and then to ')}`,
    sql: ({ memberId }: SeededRows) =>
      steps.map((step) => `UPDATE notification_heads SET ${step} WHERE member_id = '${memberId}'`).join('; '),
  })),
];
