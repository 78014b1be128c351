import { Inject, Injectable } from '@nestjs/common';
import { authOptions, type AuthModuleOptions } from '../auth/auth.options.js';
import { equalHashes, formatToken, parseToken, type TokenPrefix } from '../common/identifiers/tokens.js';
import { deriveSecret } from '../common/secrets/derived-secret.js';
import type { ServerKey } from '../common/secrets/secret-encryption.js';
import { secretsOptions, type SecretsModuleOptions } from '../common/secrets/secrets.module.js';

/**
 * Mail programs ask by a POST to an address, and addresses are written down on the way. So that one has a secret of its own,
 * which does nothing but opt out; that of the page can also undo it.
 */
export type OptOutPurpose = 'page' | 'one-click';

export interface OptOutOwner {
  readonly employerId: string;
  readonly inviteId: string;
  readonly emailCanonical: string;
}

/** Who a token says it belongs to; `isRight` finds out whether it does. */
export interface OptOutClaim {
  readonly employerId: string;
  readonly inviteId: string;
  readonly purpose: OptOutPurpose;
  readonly secret: Buffer;
}

const prefixes: Readonly<Record<OptOutPurpose, TokenPrefix>> = { page: 'optout', 'one-click': 'unsubscribe' };

/**
 * Who was invited can say that no reminders are wanted, without an account. The secret belongs to the employer and the address;
 * the invite in the token only leads to them. Nothing of it is stored: it is derived again and compared.
 */
@Injectable()
export class OptOutLinks {
  constructor(
    @Inject(secretsOptions) private readonly secrets: SecretsModuleOptions,
    @Inject(authOptions) private readonly options: AuthModuleOptions,
  ) {}

  /** The token stands in the fragment, which no browser sends and no server logs. */
  pageLink(owner: OptOutOwner): string {
    return `${this.options.publicUrl}/opt-out#${this.tokenOf(owner, 'page')}`;
  }

  /** For the List-Unsubscribe header of the mail: nothing where pages are not served by https, which RFC 8058 demands. */
  oneClick(owner: OptOutOwner): { readonly unsubscribeUrl?: string } {
    const { publicUrl } = this.options;
    if (!publicUrl.startsWith('https:')) return {};
    return { unsubscribeUrl: `${publicUrl}/api/v1/public/opt-out/${this.tokenOf(owner, 'one-click')}` };
  }

  tokenOf(owner: OptOutOwner, purpose: OptOutPurpose): string {
    const secret = secretOf(this.secrets.keys[0], owner, purpose);
    return formatToken(prefixes[purpose], [owner.employerId, owner.inviteId], secret);
  }

  /** Links in old mails go on working while the key that made them is configured. */
  isRight({ secret, purpose, ...claimed }: OptOutClaim, emailCanonical: string): boolean {
    const owner = { ...claimed, emailCanonical };
    return this.secrets.keys.some((key) => equalHashes(secretOf(key, owner, purpose), secret));
  }
}

export function readOptOutToken(token: string, purpose: OptOutPurpose): OptOutClaim | undefined {
  const parts = parseToken(prefixes[purpose], token);
  const [employerId, inviteId] = parts?.identifiers ?? [];
  if (parts === undefined || employerId === undefined || inviteId === undefined) return undefined;
  return { employerId, inviteId, purpose, secret: parts.secret };
}

function secretOf(key: ServerKey, owner: OptOutOwner, purpose: OptOutPurpose): Buffer {
  return deriveSecret(key, 'opt-out-link', [owner.employerId, owner.emailCanonical, purpose]);
}
