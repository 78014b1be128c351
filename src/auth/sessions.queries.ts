import { execute, type Tx } from '../database/database.js';
import { sessionLimits } from './session.rules.js';

interface NewSession {
  readonly employerId: string;
  readonly id: string;
  readonly memberId: string;
  readonly tokenHash: Buffer;
}

/** `false` where the member was removed in the meantime. */
export async function insertSession(tx: Tx, session: NewSession): Promise<boolean> {
  const inserted = await execute(
    tx,
    `INSERT INTO sessions (employer_id, id, member_id, token_hash, expires_at)
     SELECT $1, $2, m.id, $4, now() + interval '${sessionLimits.absoluteHours} hours'
       FROM members m WHERE m.employer_id = $1 AND m.id = $3 AND m.removed_at IS NULL`,
    [session.employerId, session.id, session.memberId, session.tokenHash],
  );
  return inserted === 1;
}

/** Identifiers are made under the person's lock and grow with time: the largest are the newest. */
export async function endSurplusSessions(tx: Tx, employerId: string, memberId: string): Promise<void> {
  await execute(
    tx,
    `UPDATE sessions SET ended_at = now() WHERE employer_id = $1 AND id = ANY (ARRAY(
       SELECT id FROM sessions
        WHERE employer_id = $1 AND member_id = $2 AND ended_at IS NULL AND expires_at > now()
        ORDER BY id DESC OFFSET $3))`,
    [employerId, memberId, sessionLimits.mostAtOnce],
  );
}

export async function endSession(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(
    tx,
    `UPDATE sessions SET ended_at = now() WHERE employer_id = $1 AND id = $2 AND ended_at IS NULL`,
    [employerId, id],
  );
}

export async function endSessionByToken(tx: Tx, employerId: string, tokenHash: Buffer): Promise<void> {
  await execute(
    tx,
    `UPDATE sessions SET ended_at = now() WHERE employer_id = $1 AND token_hash = $2 AND ended_at IS NULL`,
    [employerId, tokenHash],
  );
}

export async function endSessionsOfMember(tx: Tx, employerId: string, memberId: string): Promise<void> {
  await execute(
    tx,
    `UPDATE sessions SET ended_at = now() WHERE employer_id = $1 AND member_id = $2 AND ended_at IS NULL`,
    [employerId, memberId],
  );
}

/** Across all employers of the person, who must be in the scope. */
export async function endSessionsOfPerson(
  tx: Tx,
  personId: string,
  keptSessionId: string | null,
): Promise<void> {
  await execute(
    tx,
    `UPDATE sessions s SET ended_at = now() FROM members m
      WHERE m.person_id = $1 AND s.employer_id = m.employer_id AND s.member_id = m.id
        AND s.id IS DISTINCT FROM $2 AND s.ended_at IS NULL`,
    [personId, keptSessionId],
  );
}
