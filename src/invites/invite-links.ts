import { Inject, Injectable } from '@nestjs/common';
import { authOptions, type AuthModuleOptions } from '../auth/auth.options.js';
import { formatToken, hashSecret } from '../common/identifiers/tokens.js';
import { deriveSecret } from '../common/secrets/derived-secret.js';
import type { ServerKey } from '../common/secrets/secret-encryption.js';
import { secretsOptions, type SecretsModuleOptions } from '../common/secrets/secrets.module.js';
import type { Tx } from '../database/database.js';
import { replaceToken } from './invites.queries.js';

/** A token and the link with it, and what is stored of them. */
export interface InviteLink {
  readonly token: string;
  readonly link: string;
  readonly tokenHash: Buffer;
}

interface StoredLink {
  readonly id: string;
  readonly sent_count: number;
  readonly token_hash: Buffer;
  readonly expires_at: Date;
}

/**
 * The links of invites. Their secrets are derived, so that a mail which is written later, or once more after a failure, holds
 * the link that was given out, though only its hash is stored.
 */
@Injectable()
export class InviteLinks {
  constructor(
    @Inject(secretsOptions) private readonly secrets: SecretsModuleOptions,
    @Inject(authOptions) private readonly options: AuthModuleOptions,
  ) {}

  /** @param number which link of this invite it is, from 1: each replaces the one before. */
  newLink(employerId: string, inviteId: string, number: number): InviteLink {
    return this.linkOf(employerId, inviteSecret(this.secrets.keys[0], employerId, inviteId, number));
  }

  /**
   * The link that works now. Where the key that it was derived from is no longer configured, nobody can know it again: the
   * invite gets a new one, because a mail with a dead link would be worse than a link that ends.
   * The caller holds the invite's lock.
   */
  async workingLink(tx: Tx, employerId: string, invite: StoredLink): Promise<string> {
    for (const key of this.secrets.keys) {
      const known = this.linkOf(employerId, inviteSecret(key, employerId, invite.id, invite.sent_count));
      if (known.tokenHash.equals(invite.token_hash)) return known.link;
    }
    const fresh = this.newLink(employerId, invite.id, invite.sent_count + 1);
    await replaceToken(tx, employerId, invite.id, fresh.tokenHash, invite.expires_at);
    return fresh.link;
  }

  /** The token stands in the fragment, which no browser sends and no server logs. */
  private linkOf(employerId: string, secret: Buffer): InviteLink {
    const token = formatToken('invite', [employerId], secret);
    return { token, link: `${this.options.publicUrl}/invite#${token}`, tokenHash: hashSecret(secret) };
  }
}

function inviteSecret(key: ServerKey, employerId: string, inviteId: string, number: number): Buffer {
  return deriveSecret(key, 'invite-link', [employerId, inviteId, String(number)]);
}
