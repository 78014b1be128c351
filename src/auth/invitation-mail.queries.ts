import { execute, query, type Tx } from '../database/database.js';
import type { Language } from '../mail/mail-message.js';

/** Makes the mail and a join or a revocation wait for each other: a link that is replaced must still be unused. */
export async function lockInvitation(tx: Tx, employerId: string, id: string): Promise<void> {
  await query(tx, `SELECT 1 FROM member_invitations WHERE employer_id = $1 AND id = $2 FOR NO KEY UPDATE`, [
    employerId,
    id,
  ]);
}

export interface InvitationMailRow {
  readonly id: string;
  readonly email: string;
  readonly expires_at: Date;
  readonly token_hash: Buffer;
  readonly link_number: number;
  readonly employer_name: string;
  readonly inviter_name: string;
  readonly language: Language;
}

/** Only while it can be accepted. In the language of who is registered already, otherwise of who invites. */
export async function findInvitationMail(
  tx: Tx,
  employerId: string,
  id: string,
): Promise<InvitationMailRow | undefined> {
  const rows = await query<InvitationMailRow>(
    tx,
    `SELECT i.id, i.email, i.expires_at, i.token_hash, i.link_number, e.name AS employer_name, inviter.name AS inviter_name,
            coalesce(invited.language, inviter.language) AS language
       FROM member_invitations i
       JOIN employers e ON e.employer_id = i.employer_id
       JOIN members m ON m.employer_id = i.employer_id AND m.id = i.invited_by
       JOIN persons inviter ON inviter.id = m.person_id
       LEFT JOIN persons invited ON invited.email_canonical = i.email_canonical
      WHERE i.employer_id = $1 AND i.id = $2 AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()`,
    [employerId, id],
  );
  return rows[0];
}

/** The link that was given out before stops working. */
export async function replaceInvitationToken(
  tx: Tx,
  employerId: string,
  id: string,
  tokenHash: Buffer,
): Promise<void> {
  await execute(
    tx,
    `UPDATE member_invitations SET token_hash = $3, link_number = link_number + 1 WHERE employer_id = $1 AND id = $2`,
    [employerId, id, tokenHash],
  );
}
