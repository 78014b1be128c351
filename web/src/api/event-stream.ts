import { ownPage, problemOf } from './client.js';
import type { ApiProblem } from './problem.js';

/**
 * Reads a stream of the server to its end, through every break (docs/streams.md). With fetch, because EventSource cannot
 * send our headers and gives up for good at any answer but 200.
 */
export interface StreamMessage {
  readonly type: string;
  readonly data: unknown;
  /** Null where the stream numbers nothing: it begins with the present state each time. */
  readonly id: string | null;
}

/** complete: the server has said all there will ever be. refused: it will not answer this reader. */
export type StreamEnd =
  { readonly kind: 'complete' } | { readonly kind: 'refused'; readonly problem: ApiProblem };

export interface StreamListener {
  readonly onMessage: (message: StreamMessage) => void;
  /** False while what the reader sees may be old. */
  readonly onConnected?: (isConnected: boolean) => void;
  readonly onEnd?: (end: StreamEnd) => void;
}

export interface StreamOptions {
  /** To go on behind this message. */
  readonly lastEventId?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a test replaces. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

export interface FollowedStream {
  stop(): void;
  /** Of the last message that has come; to go on behind it later. */
  readonly lastEventId: string | undefined;
}

/** The server says something at least every 15 seconds. */
const longestSilenceMilliseconds = 40_000;
const firstRetryMilliseconds = 2_000;
const longestWaitMilliseconds = 30_000;

interface Place {
  lastEventId: string | undefined;
  retryMilliseconds: number;
}

/** How a round of connecting and reading went: at an end, or broken with a wish when to come back. */
type Round =
  StreamEnd | { readonly kind: 'broken'; readonly wasOpen: boolean; readonly waitSeconds?: number };

export function followStream(
  url: string,
  listener: StreamListener,
  options: StreamOptions = {},
): FollowedStream {
  const stopping = new AbortController();
  const place: Place = {
    lastEventId: options.lastEventId,
    retryMilliseconds: firstRetryMilliseconds,
  };
  void follow(url, listener, options, place, stopping.signal);
  return {
    stop: () => stopping.abort(),
    get lastEventId() {
      return place.lastEventId;
    },
  };
}

async function follow(
  url: string,
  listener: StreamListener,
  options: StreamOptions,
  place: Place,
  stop: AbortSignal,
): Promise<void> {
  for (let failures = 0; ;) {
    const round = await readOnce(url, listener, options, place, stop);
    if (stop.aborted) return;
    listener.onConnected?.(false);
    if (round.kind !== 'broken') {
      listener.onEnd?.(round);
      return;
    }
    failures = round.wasOpen ? 0 : failures + 1;
    await pause(waitBefore(place, round.waitSeconds, failures), stop);
    if (stop.aborted) return;
  }
}

/** Random, so that the pages of a server that restarts do not come back in the same moment; longer each time nobody answers. */
function waitBefore(place: Place, wishSeconds: number | undefined, failures: number): number {
  const wait =
    wishSeconds === undefined
      ? Math.min(place.retryMilliseconds * 2 ** Math.max(0, failures - 1), longestWaitMilliseconds)
      : wishSeconds * 1_000;
  return wait * (1 + Math.random() * 0.5);
}

async function readOnce(
  url: string,
  listener: StreamListener,
  options: StreamOptions,
  place: Place,
  stop: AbortSignal,
): Promise<Round> {
  const leaving = new AbortController();
  const leave = (): void => leaving.abort();
  stop.addEventListener('abort', leave);
  const send = options.fetch ?? ((address, init) => fetch(address, init));
  let silence = setTimeout(leave, longestSilenceMilliseconds);
  let wasOpen = false;
  try {
    const response = await send(url, {
      headers: {
        accept: 'text/event-stream',
        ...ownPage,
        ...options.headers,
        ...(place.lastEventId === undefined ? {} : { 'last-event-id': place.lastEventId }),
      },
      cache: 'no-store',
      signal: leaving.signal,
    });
    if (response.status === 204) return { kind: 'complete' };
    if (response.status !== 200 || !response.body) return await refusal(response);
    wasOpen = true;
    listener.onConnected?.(true);
    const reader = response.body.getReader();
    // Not TextDecoderStream, which phones of five years ago lack.
    const decoder = new TextDecoder();
    const lines = new Lines(place, listener.onMessage);
    for (;;) {
      const { done, value } = await reader.read();
      if (done || leaving.signal.aborted) return { kind: 'broken', wasOpen };
      clearTimeout(silence);
      silence = setTimeout(leave, longestSilenceMilliseconds);
      lines.take(decoder.decode(value, { stream: true }));
    }
  } catch {
    return { kind: 'broken', wasOpen };
  } finally {
    clearTimeout(silence);
    stop.removeEventListener('abort', leave);
    leave();
  }
}

/** Too many streams, a server that restarts, a proxy without one: all of these pass. What else is refused stays refused. */
async function refusal(response: Response): Promise<Round> {
  const problem = problemOf(await response.json().catch(() => undefined), response);
  if (response.status < 500 && response.status !== 429) return { kind: 'refused', problem };
  const { retryAfterSeconds } = problem;
  return {
    kind: 'broken',
    wasOpen: false,
    ...(retryAfterSeconds === null ? {} : { waitSeconds: retryAfterSeconds }),
  };
}

/** Puts lines together to messages (WHATWG HTML, 9.2.6). A message counts when its blank line has come. */
class Lines {
  private rest = '';
  private type = '';
  private data: string[] = [];
  private id: string | undefined;

  constructor(
    private readonly place: Place,
    private readonly onMessage: (message: StreamMessage) => void,
  ) {}

  take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.takeLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }

  private takeLine(line: string): void {
    if (line === '') return this.close();
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.type = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id') this.id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.place.retryMilliseconds = Number(value);
  }

  /** Also a message without data moves the place: it says that what lies before was not for this reader. */
  private close(): void {
    const { type, data, id } = this;
    this.type = '';
    this.data = [];
    this.id = undefined;
    if (id !== undefined) this.place.lastEventId = id;
    if (data.length === 0) return;
    this.onMessage({ type: type || 'message', data: JSON.parse(data.join('\n')), id: id ?? null });
  }
}

function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const goOn = (): void => {
      clearTimeout(timer);
      stop.removeEventListener('abort', goOn);
      resolve();
    };
    const timer = setTimeout(goOn, milliseconds);
    stop.addEventListener('abort', goOn);
  });
}
