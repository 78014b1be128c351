import { execute, query, type Reader, type Tx } from '../database/database.js';
import type { Language } from '../mail/mail-message.js';
import type { CodePlace } from './one-time-code.js';

/** Who asks for a code knows nothing but the link. */
export async function findLinkedAssessment(
  db: Reader,
  employerId: string,
  slug: string,
): Promise<{ id: string } | undefined> {
  const rows = await query<{ id: string }>(
    db,
    `SELECT id FROM assessments
      WHERE employer_id = $1 AND slug = $2 AND latest_version_number > 0 AND require_email_verification`,
    [employerId, slug],
  );
  return rows[0];
}

export interface LockedCode {
  readonly id: string;
  readonly serial: number;
  readonly made_at: Date[];
  readonly now: Date;
}

/**
 * The row of an address, made where there is none, in one statement with its lock: requests at the same moment count each other,
 * and a start with the old code stands before or after. Proven by test/api/one-time-code.spec.ts.
 */
export async function lockCode(tx: Tx, place: CodePlace, newId: string): Promise<LockedCode> {
  const rows = await query<LockedCode>(
    tx,
    `INSERT INTO one_time_codes AS c (employer_id, id, assessment_id, email_canonical) VALUES ($1, $2, $3, $4)
     ON CONFLICT (employer_id, assessment_id, email_canonical) DO UPDATE SET serial = c.serial
     RETURNING id, serial, made_at, clock_timestamp() AS now`,
    [place.employerId, newId, place.assessmentId, place.emailCanonical],
  );
  return rows[0]!;
}

/** Replaces the code that the address had. The caller holds the row's lock. */
export async function setCode(
  tx: Tx,
  code: {
    readonly employerId: string;
    readonly id: string;
    readonly serial: number;
    readonly mac: Buffer;
    readonly validMinutes: number;
  },
): Promise<void> {
  await execute(
    tx,
    `UPDATE one_time_codes SET serial = $3, code_mac = $4, expires_at = clock_timestamp() + make_interval(mins => $5), tries = 0,
        used_at = NULL,
        made_at = ARRAY(SELECT t FROM unnest(made_at) AS t WHERE t > clock_timestamp() - interval '1 day') || clock_timestamp()
      WHERE employer_id = $1 AND id = $2`,
    [code.employerId, code.id, code.serial, code.mac, code.validMinutes],
  );
}

export interface CodeMailRow {
  readonly assessment_id: string;
  readonly email_canonical: string;
  readonly code_mac: Buffer;
  readonly employer_name: string;
  readonly assessment_title: string;
  readonly language: Language;
}

/**
 * What a mail with this very code needs, while it would let somebody in: newcomers while the link is open, and whoever has an
 * attempt, to come back to it. Asking is answered alike for all of them, so who may come in is decided here.
 */
export async function findCodeToMail(
  tx: Tx,
  { employerId, id, serial }: { readonly employerId: string; readonly id: string; readonly serial: number },
): Promise<CodeMailRow | undefined> {
  const rows = await query<CodeMailRow>(
    tx,
    `SELECT c.assessment_id, c.email_canonical, c.code_mac, e.name AS employer_name, v.title AS assessment_title, a.language
       FROM one_time_codes c
       JOIN employers e ON e.employer_id = c.employer_id
       JOIN assessments a ON a.employer_id = c.employer_id AND a.id = c.assessment_id
       JOIN versions v ON v.employer_id = a.employer_id AND v.assessment_id = a.id AND v.number = a.latest_version_number
      WHERE c.employer_id = $1 AND c.id = $2 AND c.serial = $3
        AND c.used_at IS NULL AND c.tries < 5 AND c.expires_at > clock_timestamp()
        AND (a.status = 'active' AND a.link_open OR EXISTS (
          SELECT 1 FROM candidates p JOIN attempts t ON t.employer_id = p.employer_id AND t.candidate_id = p.id
           WHERE p.employer_id = c.employer_id AND p.email_canonical = c.email_canonical AND t.assessment_id = c.assessment_id))`,
    [employerId, id, serial],
  );
  return rows[0];
}

/** For the worker, in batches; the policy of the table decides which. */
export async function purgeCodes(tx: Tx, limit: number): Promise<number> {
  const rows = await query(
    tx,
    `DELETE FROM one_time_codes c USING (
        SELECT employer_id, id FROM one_time_codes WHERE expires_at < now() - interval '1 day' LIMIT $1) old
      WHERE c.employer_id = old.employer_id AND c.id = old.id RETURNING 1`,
    [limit],
  );
  return rows.length;
}
