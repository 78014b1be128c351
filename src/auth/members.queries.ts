import type { MemberRole } from '../common/access/permissions.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';

export interface MemberRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly created_at: Date;
  readonly revision: string;
}

const shown = `SELECT m.id, p.email, p.name, m.role, m.created_at, m.revision
                 FROM members m JOIN persons p ON p.id = m.person_id
                WHERE m.employer_id = $1 AND m.removed_at IS NULL`;

export async function listMembers(
  db: Reader,
  employerId: string,
  afterId: string | undefined,
  limit: number,
): Promise<MemberRow[]> {
  return query<MemberRow>(db, `${shown} AND ($2::uuid IS NULL OR m.id > $2) ORDER BY m.id LIMIT $3`, [
    employerId,
    afterId ?? null,
    limit,
  ]);
}

export async function findMember(db: Reader, employerId: string, id: string): Promise<MemberRow | undefined> {
  return (await query<MemberRow>(db, `${shown} AND m.id = $2`, [employerId, id]))[0];
}

export async function isMemberEmail(
  db: Reader,
  employerId: string,
  emailCanonical: string,
): Promise<boolean> {
  const rows = await query(db, `${shown} AND p.email_canonical = $2`, [employerId, emailCanonical]);
  return rows.length > 0;
}

export async function insertOwner(
  tx: Tx,
  owner: { employerId: string; id: string; personId: string },
): Promise<void> {
  await execute(tx, `INSERT INTO members (employer_id, id, person_id, role) VALUES ($1, $2, $3, 'owner')`, [
    owner.employerId,
    owner.id,
    owner.personId,
  ]);
}

interface JoiningMember {
  readonly employerId: string;
  readonly id: string;
  readonly personId: string;
  readonly role: MemberRole;
}

/** The member's id; who was removed earlier comes back under the old one. `undefined` for who is a member already. */
export async function insertOrReviveMember(tx: Tx, member: JoiningMember): Promise<string | undefined> {
  const rows = await query<{ id: string }>(
    tx,
    `INSERT INTO members AS m (employer_id, id, person_id, role) VALUES ($1, $2, $3, $4)
     ON CONFLICT (employer_id, person_id) DO UPDATE SET role = EXCLUDED.role, removed_at = NULL
      WHERE m.removed_at IS NOT NULL
     RETURNING m.id`,
    [member.employerId, member.id, member.personId, member.role],
  );
  return rows[0]?.id;
}

interface SeenMember {
  readonly employerId: string;
  readonly id: string;
  readonly revision: string;
}

/** `false` where the member is gone or has changed since it was seen. */
export async function updateRole(tx: Tx, member: SeenMember, role: MemberRole): Promise<boolean> {
  const updated = await execute(
    tx,
    `UPDATE members SET role = $4 WHERE employer_id = $1 AND id = $2 AND revision = $3 AND removed_at IS NULL`,
    [member.employerId, member.id, member.revision, role],
  );
  return updated === 1;
}

export async function markRemoved(tx: Tx, member: SeenMember): Promise<boolean> {
  const updated = await execute(
    tx,
    `UPDATE members SET removed_at = now() WHERE employer_id = $1 AND id = $2 AND revision = $3 AND removed_at IS NULL`,
    [member.employerId, member.id, member.revision],
  );
  return updated === 1;
}
