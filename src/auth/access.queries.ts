import type { MemberRole } from '../common/access/permissions.js';
import { execute, type Database, type Statement, type Tx } from '../database/database.js';
import { sessionLimits } from './session.rules.js';

export interface LiveSession {
  readonly id: string;
  readonly member_id: string;
  readonly person_id: string;
  readonly role: MemberRole;
  readonly seen_long_ago: boolean;
}

export interface LiveApiKey {
  readonly id: string;
  readonly scopes: string[];
  readonly used_long_ago: boolean;
}

const findSession: Statement = {
  name: 'find_live_session',
  text: `SELECT s.id, s.member_id, m.person_id, m.role, s.last_seen_at <= now() - interval '1 minute' AS seen_long_ago
           FROM sessions s
           JOIN members m ON m.employer_id = s.employer_id AND m.id = s.member_id
          WHERE s.employer_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > now()
            AND s.last_seen_at > now() - interval '${sessionLimits.idleMinutes} minutes' AND m.removed_at IS NULL`,
};

const findApiKey: Statement = {
  name: 'find_live_api_key',
  text: `SELECT id, scopes, coalesce(last_used_at <= now() - interval '1 minute', true) AS used_long_ago
           FROM api_keys
          WHERE employer_id = $1 AND token_hash = $2 AND revoked_at IS NULL AND expires_at > now()`,
};

const findStandingsStatement: Statement = {
  name: 'find_standings',
  text: 'SELECT * FROM find_standings($1)',
};

/** Outside a transaction of the caller's: these run once per request, as one statement in one round trip. */
export async function findLiveSession(
  database: Database,
  employerId: string,
  tokenHash: Buffer,
): Promise<LiveSession | undefined> {
  return (await database.single<LiveSession>('app', { employerId }, findSession, [employerId, tokenHash]))[0];
}

export async function findLiveApiKey(
  database: Database,
  employerId: string,
  tokenHash: Buffer,
): Promise<LiveApiKey | undefined> {
  return (await database.single<LiveApiKey>('app', { employerId }, findApiKey, [employerId, tokenHash]))[0];
}

/** The condition stands in the statement again: of many requests at once, one writes. */
export async function touchSession(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(
    tx,
    `UPDATE sessions SET last_seen_at = now()
      WHERE employer_id = $1 AND id = $2 AND last_seen_at <= now() - interval '1 minute'`,
    [employerId, id],
  );
}

export async function touchApiKey(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(
    tx,
    `UPDATE api_keys SET last_used_at = now()
      WHERE employer_id = $1 AND id = $2 AND coalesce(last_used_at <= now() - interval '1 minute', true)`,
    [employerId, id],
  );
}

/** Whose standing is asked: that of a session or that of an API key. */
export interface StandingQuestion {
  readonly employerId: string;
  readonly sessionId?: string;
  readonly apiKeyId?: string;
}

export interface Standing {
  /** Null where the session, or its member, is gone; the other one likewise. */
  readonly role: MemberRole | null;
  readonly scopes: string[] | null;
}

/** Of many at once, each in the scope of its own employer; in the order of the questions. */
export async function findStandings(
  database: Database,
  questions: readonly StandingQuestion[],
): Promise<Standing[]> {
  const calls = questions.map(({ employerId, sessionId, apiKeyId }) => ({
    employer: employerId,
    session: sessionId,
    key: apiKeyId,
    idle: `${sessionLimits.idleMinutes} minutes`,
  }));
  const rows = await database.call<Standing & { place: number }>('app', findStandingsStatement, [
    JSON.stringify(calls),
  ]);
  return rows.toSorted((left, right) => left.place - right.place);
}
