import type { Actor } from '../common/access/actor.js';
import { roleMay } from '../common/access/permissions.js';
import { query, type Reader } from '../database/database.js';
import type { EventRow } from './events.queries.js';

/** What people call the things that events speak of, by identifier. */
export type EventNames = Readonly<Record<string, string>>;

type NamedEvent = Pick<EventRow, 'actor_id' | 'subject_id' | 'payload'>;

/**
 * The names as they are now; events hold identifiers alone, so that a name can be changed or forgotten. For members, who may
 * look up every one of them; keys and webhooks only for those who see their lists. Programs get none: a key that reads
 * events need not be allowed to read candidates.
 */
export async function namesForMember(
  db: Reader,
  actor: Actor,
  events: readonly NamedEvent[],
): Promise<EventNames> {
  if (actor.type !== 'member' || events.length === 0) return {};
  const ids = new Set(events.flatMap(({ actor_id, subject_id }) => [actor_id ?? subject_id, subject_id]));
  for (const { payload } of events) {
    const { assessmentId } = JSON.parse(payload) as { readonly assessmentId?: string };
    if (assessmentId !== undefined) ids.add(assessmentId);
  }
  const rows = await query<{ id: string; name: string }>(
    db,
    `SELECT m.id, p.name FROM members m JOIN persons p ON p.id = m.person_id
      WHERE m.employer_id = $1 AND m.id = ANY ($2::uuid[])
      UNION ALL
     SELECT id, title FROM assessments WHERE employer_id = $1 AND id = ANY ($2::uuid[])
      UNION ALL
     SELECT a.id, c.name FROM attempts a JOIN candidates c ON c.employer_id = a.employer_id AND c.id = a.candidate_id
      WHERE a.employer_id = $1 AND a.id = ANY ($2::uuid[])
      UNION ALL
     SELECT id, name FROM candidates WHERE employer_id = $1 AND id = ANY ($2::uuid[])
      UNION ALL
     SELECT id, coalesce(nullif(name, ''), email) FROM invites WHERE employer_id = $1 AND id = ANY ($2::uuid[])
      UNION ALL
     SELECT id, name FROM api_keys WHERE employer_id = $1 AND id = ANY ($2::uuid[]) AND $3
      UNION ALL
     SELECT id, coalesce(nullif(description, ''), url) FROM webhook_endpoints
      WHERE employer_id = $1 AND id = ANY ($2::uuid[]) AND $4`,
    [actor.employerId, [...ids], roleMay(actor.role, 'api-keys.read'), roleMay(actor.role, 'webhooks.read')],
  );
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
