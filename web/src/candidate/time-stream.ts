import type { paths } from '../api/schema.js';

/** What the server says of itself about the time: more of it, the end, or that it runs again. */
export type TimeNews =
  | { readonly type: 'time'; readonly remainingMilliseconds: number | null; readonly writer: number }
  | { readonly type: 'ended' }
  | { readonly type: 'reopened'; readonly remainingMilliseconds: number | null; readonly writer: number };

/** Splits a stream of server-sent events into its messages; bytes may be cut anywhere. */
export class EventReader {
  private rest = '';

  /** @returns the messages that are complete now */
  read(text: string): TimeNews[] {
    const parts = (this.rest + text).split('\n\n');
    this.rest = parts.pop() ?? '';
    return parts.flatMap((part) => {
      const field = (name: string): string | undefined =>
        part
          .split('\n')
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim();
      const type = field('event');
      const data = field('data');
      // Heartbeats are comments; a type that this page does not know belongs to a newer server.
      if (data === undefined || (type !== 'time' && type !== 'ended' && type !== 'reopened')) return [];
      return [{ type, ...(JSON.parse(data) as object) } as TimeNews];
    });
  }
}

const path: keyof paths = '/api/v1/public/attempt/events';

/**
 * Follows the stream once, until it ends or breaks. By fetch and not by EventSource, which can send no token in a header and
 * takes the answer "too many streams" for final.
 */
export async function followTime(
  token: string,
  stop: AbortSignal,
  hear: (news: TimeNews) => void,
): Promise<void> {
  const response = await fetch(path, {
    headers: { Authorization: `Bearer ${token}`, Accept: 'text/event-stream' },
    cache: 'no-store',
    signal: stop,
  });
  if (!response.ok || response.body === null) throw new Error(`The stream answered ${response.status}.`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const events = new EventReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const news of events.read(decoder.decode(value, { stream: true }))) hear(news);
  }
}
