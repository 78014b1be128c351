import type { MemberRole } from '../common/access/permissions.js';
import { execute, query, type Reader, type Tx } from '../database/database.js';
import { invitationDays } from './session.rules.js';

export interface InvitationRow {
  readonly id: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly invited_by: string;
  readonly created_at: Date;
  readonly expires_at: Date;
}

const columns = 'id, email, role, invited_by, created_at, expires_at';
const open = 'accepted_at IS NULL AND revoked_at IS NULL';

export async function listOpenInvitations(
  db: Reader,
  employerId: string,
  afterId: string | undefined,
  limit: number,
): Promise<InvitationRow[]> {
  return query<InvitationRow>(
    db,
    `SELECT ${columns} FROM member_invitations
      WHERE employer_id = $1 AND ${open} AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [employerId, afterId ?? null, limit],
  );
}

interface NewInvitation {
  readonly employerId: string;
  readonly id: string;
  readonly emailCanonical: string;
  readonly email: string;
  readonly role: MemberRole;
  readonly tokenHash: Buffer;
  readonly invitedBy: string;
}

/** An expired invitation of the same address makes room for the new one. */
export async function revokeExpiredInvitation(
  tx: Tx,
  employerId: string,
  emailCanonical: string,
): Promise<void> {
  await execute(
    tx,
    `UPDATE member_invitations SET revoked_at = now()
      WHERE employer_id = $1 AND email_canonical = $2 AND ${open} AND expires_at <= now()`,
    [employerId, emailCanonical],
  );
}

export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<InvitationRow> {
  const rows = await query<InvitationRow>(
    tx,
    `INSERT INTO member_invitations (employer_id, id, email_canonical, email, role, token_hash, invited_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now() + interval '${invitationDays} days')
     RETURNING ${columns}`,
    [
      invitation.employerId,
      invitation.id,
      invitation.emailCanonical,
      invitation.email,
      invitation.role,
      invitation.tokenHash,
      invitation.invitedBy,
    ],
  );
  const [row] = rows;
  if (!row) throw new Error('The invitation was not stored.');
  return row;
}

export interface LiveInvitation {
  readonly id: string;
  readonly email: string;
  readonly email_canonical: string;
  readonly role: MemberRole;
}

const live = `SELECT id, email, email_canonical, role FROM member_invitations
               WHERE employer_id = $1 AND token_hash = $2 AND ${open} AND expires_at > now()`;

export async function findLiveInvitation(
  db: Reader,
  employerId: string,
  tokenHash: Buffer,
): Promise<LiveInvitation | undefined> {
  return (await query<LiveInvitation>(db, live, [employerId, tokenHash]))[0];
}

/**
 * Closes the race of two who use one invitation at once, and of one who uses it while it is revoked: the second waits
 * and then finds it used. Proven by test/concurrency/invitation-used-twice.spec.ts.
 */
export async function lockLiveInvitation(
  tx: Tx,
  employerId: string,
  tokenHash: Buffer,
): Promise<LiveInvitation | undefined> {
  return (await query<LiveInvitation>(tx, `${live} FOR NO KEY UPDATE`, [employerId, tokenHash]))[0];
}

export async function markAccepted(tx: Tx, employerId: string, id: string): Promise<void> {
  await execute(tx, `UPDATE member_invitations SET accepted_at = now() WHERE employer_id = $1 AND id = $2`, [
    employerId,
    id,
  ]);
}

/** `false` where there is no open invitation of that name. */
export async function revokeInvitation(tx: Tx, employerId: string, id: string): Promise<boolean> {
  const updated = await execute(
    tx,
    `UPDATE member_invitations SET revoked_at = now() WHERE employer_id = $1 AND id = $2 AND ${open}`,
    [employerId, id],
  );
  return updated === 1;
}
