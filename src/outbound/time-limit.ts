import { OutboundError } from './outbound-failure.js';

/**
 * Runs one step of a call and ends it when its time is over or when the signal around it ends, whether or not the step
 * listens: a resolver that hangs must not hold the call. The step gets a signal to close what it has opened.
 *
 * @throws {OutboundError} `expired` after so many milliseconds; the reason of the outer signal, or cancelled.
 */
export async function withinTime<Result>(
  outer: AbortSignal | undefined,
  milliseconds: number,
  expired: OutboundError,
  step: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const limit = new AbortController();
  const end = (): void =>
    limit.abort(outer?.reason instanceof OutboundError ? outer.reason : new OutboundError('cancelled'));
  if (outer?.aborted === true) end();
  limit.signal.throwIfAborted();
  outer?.addEventListener('abort', end, { once: true });
  const timer = setTimeout(() => limit.abort(expired), milliseconds);
  try {
    return await new Promise<Result>((resolve, reject) => {
      limit.signal.addEventListener('abort', () => reject(limit.signal.reason as OutboundError), {
        once: true,
      });
      step(limit.signal).then(resolve, reject);
    });
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', end);
  }
}
