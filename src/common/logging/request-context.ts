import { AsyncLocalStorage } from 'node:async_hooks';

/** What every log line of one request or one job carries. */
export interface RequestContext {
  readonly requestId: string;
  /** Who acts, as kind and id; never a name, an address or a token. */
  actor?: string;
  /** The employer's id. */
  tenant?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

export function runInRequestContext<Result>(context: RequestContext, work: () => Result): Result {
  return storage.run({ ...context }, work);
}

export function currentRequestContext(): Readonly<RequestContext> | undefined {
  return storage.getStore();
}

/** Authentication happens inside the request: from here on its log lines also say who it is. */
export function identifyRequest(identity: Pick<RequestContext, 'actor' | 'tenant'>): void {
  const context = storage.getStore();
  if (context) Object.assign(context, identity);
}
