import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

const names = [
  'employerId',
  'personId',
  'memberId',
  // Active, with one version, one finished attempt and one running one.
  'assessmentId',
  'draftId',
  'questionId',
  'versionId',
  'itemId',
  'inviteId',
  'candidateId',
  'attemptId',
  'submissionId',
  'runningCandidateId',
  'runningAttemptId',
  // Ended by its deadline, reopened and extended.
  'reopenedCandidateId',
  'reopenedAttemptId',
  'supersededSubmissionId',
  'importId',
  'webhookId',
] as const;

/** The identifiers of one employer's rows: there is at least one in every table. */
export type SeededRows = Readonly<Record<(typeof names)[number], string>>;

const hash = `sha256(gen_random_uuid()::text::bytea)`;
const slug = `left(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '_'), 43)`;

/**
 * Written in SQL and by the superuser, in the order that the triggers ask for: the tests of the schema do not depend
 * on the application, and the application's faults cannot hide the schema's.
 */
export async function seedRows(admin: Client): Promise<SeededRows> {
  const ids = Object.fromEntries(names.map((name) => [name, randomUUID()])) as SeededRows;
  const email = `${ids.candidateId}@example.org`;
  const runningEmail = `${ids.runningCandidateId}@example.org`;
  // One simple query is one transaction. The triggers' functions belong to the owner, who is under row-level security.
  await admin.query(`
    SELECT set_config('assay.employer', '${ids.employerId}', true);
    INSERT INTO employers (employer_id, name) VALUES ('${ids.employerId}', 'Example Works');
    INSERT INTO active_slots SELECT '${ids.employerId}', generate_series(1, 3);
    INSERT INTO persons (id, email_canonical, email, name, password_hash)
      VALUES ('${ids.personId}', '${ids.personId}@example.org', '${ids.personId}@example.org', 'Olga Owner', '$argon2id$test');
    INSERT INTO members (employer_id, id, person_id, role) VALUES ('${ids.employerId}', '${ids.memberId}', '${ids.personId}', 'owner');
    INSERT INTO member_invitations (employer_id, id, email_canonical, email, role, token_hash, invited_by, expires_at)
      VALUES ('${ids.employerId}', gen_random_uuid(), 'new@example.org', 'new@example.org', 'author', ${hash}, '${ids.memberId}', now() + interval '1 day');
    INSERT INTO sessions (employer_id, id, member_id, token_hash, expires_at)
      VALUES ('${ids.employerId}', gen_random_uuid(), '${ids.memberId}', ${hash}, now() + interval '1 day');
    INSERT INTO api_keys (employer_id, id, name, token_hash, scopes, created_by, expires_at)
      VALUES ('${ids.employerId}', gen_random_uuid(), 'Key', ${hash}, ARRAY['events:read'], '${ids.memberId}', now() + interval '1 day');
    INSERT INTO sign_in_counters (subject, failures) VALUES (${hash}, 1);
    INSERT INTO known_devices (person_id, device_hash) VALUES ('${ids.personId}', ${hash});
    INSERT INTO idempotency_keys (employer_id, principal, key_sha256, fingerprint, status, headers, body)
      VALUES ('${ids.employerId}', 'member/x', ${hash}, ${hash}, 201, '{}', '');

    INSERT INTO assessments (employer_id, id, title, slug, status, active_slot, latest_version_number, time_limit_minutes)
      VALUES ('${ids.employerId}', '${ids.assessmentId}', 'Entrance test', ${slug}, 'active', 1, 1, 30);
    INSERT INTO assessments (employer_id, id, title, slug) VALUES ('${ids.employerId}', '${ids.draftId}', 'Draft', ${slug});
    INSERT INTO questions (employer_id, id, assessment_id, position, kind, text, points, content, key)
      VALUES ('${ids.employerId}', '${ids.questionId}', '${ids.assessmentId}', 1, 'true_false', 'Water is wet.', 1, '{}', '{"correct": true}');
    INSERT INTO versions (employer_id, id, assessment_id, number, title, description, time_limit_minutes, shuffle_questions, shuffle_options,
        review_policy, item_count, maximum_points, content, content_sha256)
      VALUES ('${ids.employerId}', '${ids.versionId}', '${ids.assessmentId}', 1, 'Entrance test', '', 30, false, false, 'score', 1, 1,
        'content', sha256('content'));
    INSERT INTO items (employer_id, version_id, id, position, kind, text, points, content)
      VALUES ('${ids.employerId}', '${ids.versionId}', '${ids.itemId}', 1, 'true_false', 'Water is wet.', 1, '{}');
    INSERT INTO answer_keys (employer_id, version_id, item_id, revision, key)
      VALUES ('${ids.employerId}', '${ids.versionId}', '${ids.itemId}', 1, '{"correct": true}');

    INSERT INTO invites (employer_id, id, assessment_id, email_canonical, email, name, token_hash, expires_at)
      VALUES ('${ids.employerId}', '${ids.inviteId}', '${ids.assessmentId}', '${email}', '${email}', '', ${hash}, now() + interval '1 day');
    INSERT INTO candidates (employer_id, id, email_canonical, email, name) VALUES
      ('${ids.employerId}', '${ids.candidateId}', '${email}', '${email}', 'Carla'),
      ('${ids.employerId}', '${ids.runningCandidateId}', '${runningEmail}', '${runningEmail}', 'Rita');
    INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, invite_id, token_hash) VALUES
      ('${ids.employerId}', '${ids.attemptId}', '${ids.assessmentId}', '${ids.versionId}', '${ids.candidateId}', '${ids.inviteId}', ${hash}),
      ('${ids.employerId}', '${ids.runningAttemptId}', '${ids.assessmentId}', '${ids.versionId}', '${ids.runningCandidateId}', NULL, ${hash});
    INSERT INTO answers (employer_id, attempt_id, item_id, version_id, response, client_sequence) VALUES
      ('${ids.employerId}', '${ids.attemptId}', '${ids.itemId}', '${ids.versionId}', 'true', 5),
      ('${ids.employerId}', '${ids.runningAttemptId}', '${ids.itemId}', '${ids.versionId}', 'true', 5);
    UPDATE attempts SET state = 'finished', finish_reason = 'submitted', ended_at = started_at WHERE id = '${ids.attemptId}';
    INSERT INTO submissions (employer_id, id, assessment_id, version_id, candidate_id, attempt_id, finish_reason, finished_at, responses,
        responses_sha256)
      SELECT employer_id, '${ids.submissionId}', assessment_id, version_id, candidate_id, id, finish_reason, ended_at, '[]', sha256('[]')
        FROM attempts WHERE id = '${ids.attemptId}';
    INSERT INTO scores (employer_id, submission_id, revision, points, maximum_points, percent, items)
      VALUES ('${ids.employerId}', '${ids.submissionId}', 1, 1, 1, 100, '[]');
    INSERT INTO candidates (employer_id, id, email_canonical, email, name) VALUES ('${ids.employerId}', '${ids.reopenedCandidateId}',
      '${ids.reopenedCandidateId}@example.org', '${ids.reopenedCandidateId}@example.org', 'Runa');
    INSERT INTO attempts (employer_id, id, assessment_id, version_id, candidate_id, token_hash)
      VALUES ('${ids.employerId}', '${ids.reopenedAttemptId}', '${ids.assessmentId}', '${ids.versionId}', '${ids.reopenedCandidateId}', ${hash});
    UPDATE attempts SET state = 'finished', finish_reason = 'deadline', ended_at = deadline_at WHERE id = '${ids.reopenedAttemptId}';
    INSERT INTO submissions (employer_id, id, assessment_id, version_id, candidate_id, attempt_id, finish_reason, finished_at, responses,
        responses_sha256)
      SELECT employer_id, '${ids.supersededSubmissionId}', assessment_id, version_id, candidate_id, id, finish_reason, ended_at, '[]', sha256('[]')
        FROM attempts WHERE id = '${ids.reopenedAttemptId}';
    SELECT reopen_attempt('${ids.employerId}', '${ids.reopenedAttemptId}', 60, 'The line was cut.', gen_random_uuid(), 'member', '${ids.memberId}');
    SELECT extend_attempts('${ids.employerId}', '${ids.assessmentId}', ARRAY['${ids.reopenedAttemptId}'::uuid], 5, false, 'And again.',
      gen_random_uuid(), 'member', '${ids.memberId}');
    INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload)
      VALUES ('${ids.employerId}', gen_random_uuid(), 'attempt.submitted', 'system', 'attempt', '${ids.attemptId}', '{}');

    INSERT INTO one_time_codes (employer_id, id, assessment_id, email_canonical, serial, code_mac, expires_at)
      VALUES ('${ids.employerId}', gen_random_uuid(), '${ids.assessmentId}', '${email}', 1, ${hash}, now() + interval '10 minutes');
    INSERT INTO password_resets (id, email_canonical, person_id, token_hash, expires_at)
      VALUES (gen_random_uuid(), '${ids.personId}@example.org', '${ids.personId}', ${hash}, now() + interval '30 minutes');
    INSERT INTO reminder_schedules (employer_id, assessment_id) VALUES ('${ids.employerId}', '${ids.assessmentId}');
    INSERT INTO reminder_plans (employer_id, invite_id) VALUES ('${ids.employerId}', '${ids.inviteId}');
    INSERT INTO reminders (employer_id, invite_id, number, job_id)
      VALUES ('${ids.employerId}', '${ids.inviteId}', 1, gen_random_uuid());
    INSERT INTO opt_outs (employer_id, id, email_canonical, is_out) VALUES ('${ids.employerId}', gen_random_uuid(), '${email}', false);
    INSERT INTO notification_settings (employer_id, member_id) VALUES ('${ids.employerId}', '${ids.memberId}');
    INSERT INTO submission_notices (employer_id, id, member_id, day, assessment_id, due_at, after_sequence) VALUES
      ('${ids.employerId}', gen_random_uuid(), '${ids.memberId}', current_date, NULL, now() + interval '1 hour', 1),
      ('${ids.employerId}', gen_random_uuid(), '${ids.memberId}', NULL, '${ids.assessmentId}', now() + interval '1 hour', 1);

    INSERT INTO imports (employer_id, id, assessment_id, file_name, bytes, byte_count, sha256)
      VALUES ('${ids.employerId}', '${ids.importId}', '${ids.draftId}', 'questions.csv', 'question', 10, ${hash});
    INSERT INTO import_streams (employer_id, import_id, sequence) VALUES ('${ids.employerId}', '${ids.importId}', 1);
    INSERT INTO import_events (employer_id, import_id, sequence, type, data)
      VALUES ('${ids.employerId}', '${ids.importId}', 1, 'received', '{}');
    INSERT INTO import_rows (employer_id, import_id, ordinal, row_number, question, has_error)
      VALUES ('${ids.employerId}', '${ids.importId}', 1, 2, '{}', false);
    UPDATE questions SET import_id = '${ids.importId}' WHERE id = '${ids.questionId}';

    INSERT INTO jobs (employer_id, id, kind, key, payload) VALUES ('${ids.employerId}', gen_random_uuid(), 'mail', 'key', '{}');
    INSERT INTO mails (employer_id, id, template, message_id, readers, to_address, to_name, subject, text, html)
      VALUES ('${ids.employerId}', gen_random_uuid(), 'invitation', 'a@localhost', 'writers', 'a@example.org', 'A', 'Hello', 'a', 'a');
    INSERT INTO job_workers (id, name, lease_until) VALUES (gen_random_uuid(), 'host 1', now() + interval '1 minute');
    INSERT INTO job_pauses (kind) VALUES ('mail') ON CONFLICT DO NOTHING;
    INSERT INTO event_cursors (consumer, after_xid, after_employer, after_sequence)
      VALUES ('relay', '0', '${ids.employerId}', 0) ON CONFLICT DO NOTHING;
    INSERT INTO event_inbox (employer_id, consumer, event_id)
      SELECT employer_id, 'relay', id FROM events WHERE employer_id = '${ids.employerId}' LIMIT 1;

    INSERT INTO notification_heads (employer_id, member_id, sequence) VALUES ('${ids.employerId}', '${ids.memberId}', 1);
    INSERT INTO notifications (employer_id, member_id, sequence, event_id)
      SELECT employer_id, '${ids.memberId}', 1, id FROM events WHERE employer_id = '${ids.employerId}' LIMIT 1;
    INSERT INTO webhook_endpoints (employer_id, id, slot, url, event_types, description, secret, previous_secret, secret_replaced_at)
      VALUES ('${ids.employerId}', '${ids.webhookId}', 1, 'https://hooks.example.com/', ARRAY['attempt.*'], '', repeat('s', 70)::bytea,
        repeat('p', 70)::bytea, now());
    INSERT INTO webhook_health (employer_id, endpoint_id, failures_in_a_row, failing_since, next_probe_at)
      VALUES ('${ids.employerId}', '${ids.webhookId}', 10, now(), now());
    INSERT INTO webhook_deliveries (employer_id, id, endpoint_id, event_id, event_type, body, state, attempts, next_attempt_at, job_id)
      VALUES ('${ids.employerId}', '${ids.webhookId}', '${ids.webhookId}', gen_random_uuid(), 'attempt.submitted', '{}', 'pending', 1, now(),
        gen_random_uuid());
    INSERT INTO webhook_attempts (employer_id, id, delivery_id, number, redelivery, url, sent_at, status, answer, milliseconds)
      VALUES ('${ids.employerId}', gen_random_uuid(), '${ids.webhookId}', 1, 0, 'https://hooks.example.com/', now(), 500, 'no', 5);
  `);
  return ids;
}
