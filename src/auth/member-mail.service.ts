import { Inject, Injectable } from '@nestjs/common';
import { formatToken, hashSecret } from '../common/identifiers/tokens.js';
import { deriveSecret } from '../common/secrets/derived-secret.js';
import { secretsOptions, type SecretsModuleOptions } from '../common/secrets/secrets.module.js';
import type { Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import type { MailMessage } from '../mail/mail-message.js';
import { authOptions, type AuthModuleOptions } from './auth.options.js';
import { findInvitationMail, lockInvitation, replaceInvitationToken } from './invitation-mail.queries.js';

export const sendMemberInvitation = 'send_member_invitation';

interface JoinToken {
  readonly token: string;
  readonly tokenHash: Buffer;
}

/** The mail with which somebody becomes a member. As with candidates, its link is derived and only the hash of it is stored. */
@Injectable()
export class MemberMailService {
  constructor(
    private readonly delivery: MailDelivery,
    @Inject(secretsOptions) private readonly secrets: SecretsModuleOptions,
    @Inject(authOptions) private readonly options: AuthModuleOptions,
  ) {}

  /** @param number which link of this invitation it is, from 1. */
  newToken(employerId: string, invitationId: string, number: number): JoinToken {
    return joinToken(this.secrets.keys[0], employerId, invitationId, number);
  }

  async send(job: RunningJob<{ readonly invitationId: string }>): Promise<void> {
    const { employerId, payload } = job;
    await this.delivery.deliver(job, (tx) => this.compose(tx, employerId, payload.invitationId));
  }

  private async compose(tx: Tx, employerId: string, id: string): Promise<MailMessage | undefined> {
    await lockInvitation(tx, employerId, id);
    const invitation = await findInvitationMail(tx, employerId, id);
    if (invitation === undefined) return undefined;
    const token = await this.workingToken(tx, employerId, invitation);
    return {
      to: { address: invitation.email, name: '' },
      language: invitation.language,
      template: 'member-invitation',
      values: {
        employerName: invitation.employer_name,
        inviterName: invitation.inviter_name,
        expiresAt: invitation.expires_at,
        link: `${this.options.publicUrl}/join#${token}`,
      },
    };
  }

  /** With a key that is no longer configured the link that was given out cannot be known again; then there is a new one. */
  private async workingToken(
    tx: Tx,
    employerId: string,
    invitation: { readonly id: string; readonly link_number: number; readonly token_hash: Buffer },
  ): Promise<string> {
    const { id, link_number: number } = invitation;
    for (const key of this.secrets.keys) {
      const known = joinToken(key, employerId, id, number);
      if (known.tokenHash.equals(invitation.token_hash)) return known.token;
    }
    const fresh = this.newToken(employerId, id, number + 1);
    await replaceInvitationToken(tx, employerId, id, fresh.tokenHash);
    return fresh.token;
  }
}

function joinToken(
  key: SecretsModuleOptions['keys'][0],
  employerId: string,
  invitationId: string,
  number: number,
): JoinToken {
  const secret = deriveSecret(key, 'member-invitation', [employerId, invitationId, String(number)]);
  return { token: formatToken('join', [employerId], secret), tokenHash: hashSecret(secret) };
}
