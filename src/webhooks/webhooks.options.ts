import type { GuardedClientOptions } from '../outbound/guarded-client.js';

export const webhooksOptions = Symbol('webhooksOptions');

export interface WebhooksModuleOptions {
  /** Where calls may go, and in tests whom to trust and how names are looked up. */
  readonly outbound?: GuardedClientOptions;
  /** For the jitter of waits. */
  readonly random?: () => number;
}
