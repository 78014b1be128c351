import { Inject, Injectable } from '@nestjs/common';
import { formatToken, hashSecret } from '../common/identifiers/tokens.js';
import { deriveSecret } from '../common/secrets/derived-secret.js';
import { secretsOptions, type SecretsModuleOptions } from '../common/secrets/secrets.module.js';
import type { Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import type { MailMessage } from '../mail/mail-message.js';
import { authOptions, type AuthModuleOptions } from './auth.options.js';
import type { PasswordChangedMail } from './password-change.js';
import { passwordResetLimits } from './password-reset.rules.js';
import { findLiveReset } from './password-resets.queries.js';
import { findRecipient } from './persons.queries.js';

export const sendPasswordReset = 'send_password_reset';

/** Names a request, and holds neither address nor link. */
export interface PasswordResetMail {
  readonly resetId: string;
}

/** To the address that is stored, whatever was typed into a form. */
@Injectable()
export class PasswordMailsService {
  constructor(
    private readonly mail: MailDelivery,
    @Inject(authOptions) private readonly options: AuthModuleOptions,
    @Inject(secretsOptions) private readonly secrets: SecretsModuleOptions,
  ) {}

  async sendLink(job: RunningJob<PasswordResetMail>): Promise<void> {
    await this.mail.deliver(job, (tx) => this.composeLink(tx, job.payload));
  }

  async sendChange(job: RunningJob<PasswordChangedMail>): Promise<void> {
    await this.mail.deliver(job, (tx) => this.composeChange(tx, job.payload));
  }

  private async composeLink(tx: Tx, { resetId }: PasswordResetMail): Promise<MailMessage | undefined> {
    const reset = await findLiveReset(tx, resetId);
    const recipient = reset && (await findRecipient(tx, reset.person_id));
    if (!recipient) return undefined;
    // The link was made with the key that was the first then; where that is gone, the person asks again.
    const secret = this.secrets.keys
      .map((key) => deriveSecret(key, 'reset-link', [resetId]))
      .find((each) => hashSecret(each).equals(reset.token_hash));
    if (secret === undefined) return undefined;
    return {
      template: 'password-reset',
      to: { address: recipient.email, name: recipient.name },
      language: recipient.language,
      values: {
        personName: recipient.name,
        validMinutes: passwordResetLimits.validMinutes,
        link: resetLink(this.options.publicUrl, resetId, secret),
      },
    };
  }

  private async composeChange(
    tx: Tx,
    { personId, changedAt }: PasswordChangedMail,
  ): Promise<MailMessage | undefined> {
    const recipient = await findRecipient(tx, personId);
    if (!recipient) return undefined;
    return {
      template: 'password-changed',
      to: { address: recipient.email, name: recipient.name },
      language: recipient.language,
      values: {
        personName: recipient.name,
        changedAt: new Date(changedAt),
        link: `${this.options.publicUrl}/sign-in`,
      },
    };
  }
}

/** Behind the hash sign, which browsers keep to themselves: the token comes into no server's log and no Referer. */
export function resetLink(publicUrl: string, resetId: string, secret: Buffer): string {
  return `${publicUrl}/reset-password#${formatToken('reset', [resetId], secret)}`;
}
