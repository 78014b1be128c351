import type { FinishReason } from '../attempts/attempt.rules.js';
import { query, type Reader } from '../database/database.js';
import type { Language } from '../mail/mail-message.js';

export interface ReceiptMailRow {
  readonly submission_id: string;
  readonly finish_reason: FinishReason;
  readonly received_at: Date;
  readonly responses_sha256: Buffer;
  readonly email: string;
  readonly name: string;
  readonly is_invited: boolean;
  readonly employer_name: string;
  readonly title: string;
  readonly review_policy: 'none' | 'score' | 'outcomes';
  readonly language: Language;
  readonly percent: string;
}

/**
 * The facts of the receipt and, of all that was scored, the one figure that a policy may let the candidate see.
 *
 * @returns undefined where the attempt was reopened since: what it is handed in with then has a receipt of its own.
 */
export async function findReceiptMail(
  db: Reader,
  employerId: string,
  submissionId: string,
): Promise<ReceiptMailRow | undefined> {
  const rows = await query<ReceiptMailRow>(
    db,
    `SELECT s.id AS submission_id, s.finish_reason, s.received_at, s.responses_sha256, c.email, c.name,
            a.invite_id IS NOT NULL AS is_invited, e.name AS employer_name, v.title, v.review_policy, t.language, r.percent
       FROM submissions s
       JOIN attempts a ON a.employer_id = s.employer_id AND a.id = s.attempt_id AND a.sitting = s.sitting
       JOIN candidates c ON c.employer_id = s.employer_id AND c.id = s.candidate_id
       JOIN employers e ON e.employer_id = s.employer_id
       JOIN versions v ON v.employer_id = s.employer_id AND v.id = s.version_id
       JOIN assessments t ON t.employer_id = s.employer_id AND t.id = s.assessment_id
       JOIN LATERAL (SELECT percent FROM scores WHERE employer_id = s.employer_id AND submission_id = s.id
                      ORDER BY revision DESC LIMIT 1) r ON true
      WHERE s.employer_id = $1 AND s.id = $2`,
    [employerId, submissionId],
  );
  return rows[0];
}
