import type { MemberRole } from './permissions.js';

/** Who makes an employer-side request, as the guard found out; nothing of it comes from the request's own words. */
export type Actor =
  | {
      readonly type: 'member';
      readonly employerId: string;
      readonly memberId: string;
      readonly personId: string;
      readonly sessionId: string;
      readonly role: MemberRole;
    }
  | {
      readonly type: 'api_key';
      readonly employerId: string;
      readonly apiKeyId: string;
      readonly scopes: readonly string[];
    };

export function actorId(actor: Actor): string {
  return actor.type === 'member' ? actor.memberId : actor.apiKeyId;
}

/** In whose name an idempotency key counts. */
export function principalOf(actor: Actor): string {
  return `${actor.type}/${actorId(actor)}`;
}

/** Who holds an attempt's token. That the secret is right is checked by the statement that uses it. */
export interface CandidateCredentials {
  readonly employerId: string;
  readonly attemptId: string;
  readonly secretHash: Buffer;
}
