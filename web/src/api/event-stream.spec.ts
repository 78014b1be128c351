import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followStream, type StreamEnd, type StreamMessage, type StreamOptions } from './event-stream.js';

const encoder = new TextEncoder();
type Body = ReadableStreamDefaultController<Uint8Array>;

/** A server that answers as the test says, one answer for each time that the client comes. */
class Server {
  readonly requests: Headers[] = [];
  private readonly answers: { readonly response: Response; readonly body?: Body }[] = [];
  private current: Body | undefined;

  /** The next request is answered with a stream that the test writes. */
  opens(): this {
    let body!: Body;
    const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (body = controller) });
    this.answers.push({ response: new Response(stream, { status: 200 }), body });
    return this;
  }

  refuses(status: number, headers: Record<string, string> = {}, code = 'x'): this {
    const body = status === 204 ? null : JSON.stringify({ code, title: 'No', status });
    this.answers.push({ response: new Response(body, { status, headers }) });
    return this;
  }

  send(text: string | Uint8Array): void {
    this.current!.enqueue(typeof text === 'string' ? encoder.encode(text) : text);
  }

  end(): void {
    this.current!.close();
  }

  breaks(): void {
    this.current!.error(new TypeError('network'));
  }

  readonly fetch: NonNullable<StreamOptions['fetch']> = (_url, init) => {
    this.requests.push(new Headers(init.headers));
    const answer = this.answers.shift();
    if (!answer) return Promise.reject(new TypeError('Failed to fetch'));
    const { response, body } = answer;
    this.current = body;
    // As in a browser: the body of what is aborted breaks.
    init.signal?.addEventListener('abort', () => body?.error(new DOMException('aborted', 'AbortError')));
    return Promise.resolve(response);
  };
}

const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(1).then(() => undefined);

describe('following a stream', () => {
  let server: Server;
  let messages: StreamMessage[];
  let connected: boolean[];
  let ends: StreamEnd[];
  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, 'random').mockReturnValue(0);
    server = new Server();
    [messages, connected, ends] = [[], [], []];
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  const follow = (lastEventId?: string) =>
    followStream(
      '/stream',
      {
        onMessage: (message) => messages.push(message),
        onConnected: (isConnected) => connected.push(isConnected),
        onEnd: (end) => ends.push(end),
      },
      { fetch: server.fetch, lastEventId },
    );

  it('gives each message when its blank line has come, however the bytes are cut', async () => {
    server.opens();
    const stream = follow();
    await settle();
    const text = encoder.encode(
      'id: 7\r\nevent: progress\r\ndata: {"text":"é🎉"}\r\n\r\ndata: {"two":\ndata: 2}\n\n',
    );
    for (const byte of text.slice(0, -1)) server.send(Uint8Array.of(byte));
    await settle();
    expect(messages).toEqual([{ id: '7', type: 'progress', data: { text: 'é🎉' } }]);
    server.send(text.slice(-1));
    await settle();
    expect(messages[1]).toEqual({ id: null, type: 'message', data: { two: 2 } });
    expect(connected).toEqual([true]);
    stream.stop();
  });

  it('comes back behind the last message, after as long as the server asked for', async () => {
    server.opens().opens();
    const stream = follow('3');
    await settle();
    expect(server.requests[0]!.get('last-event-id')).toBe('3');
    expect(server.requests[0]!.get('x-assay-request')).toBe('1');
    server.send('retry: 1500\n\nid: 4\ndata: {}\n\nid: 9\n\nid: 10\ndata: {"lost":');
    await settle();
    server.end();
    await vi.advanceTimersByTimeAsync(1_490);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20);
    // 9 came without data, 10 without its end.
    expect(server.requests[1]!.get('last-event-id')).toBe('9');
    expect(messages).toHaveLength(1);
    expect(connected).toEqual([true, false, true]);
    stream.stop();
  });

  it('waits a random part more', async () => {
    vi.mocked(Math.random).mockReturnValue(0.999);
    server.opens().opens();
    const stream = follow();
    await settle();
    server.send('retry: 1000\n\n');
    await settle();
    server.breaks();
    await vi.advanceTimersByTimeAsync(1_450);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(60);
    expect(server.requests).toHaveLength(2);
    stream.stop();
  });

  it('tries again ever more slowly while nobody answers, at least twice a minute', async () => {
    const stream = follow();
    const times: number[] = [];
    const start = Date.now();
    for (let seen = 0; times.length < 7; await vi.advanceTimersByTimeAsync(100))
      if (server.requests.length > seen) {
        seen = server.requests.length;
        times.push(Math.round((Date.now() - start) / 1_000));
      }
    expect(times).toEqual([0, 2, 6, 14, 30, 60, 90]);
    stream.stop();
  });

  it('takes a connection for dead that says nothing for forty seconds, not one that breathes', async () => {
    server.opens().opens();
    const stream = follow();
    await settle();
    for (let round = 0; round < 4; round += 1) {
      await vi.advanceTimersByTimeAsync(15_000);
      server.send(': still here\n\n');
      await settle();
    }
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(43_000);
    expect(server.requests).toHaveLength(2);
    stream.stop();
  });

  it('waits as long as a full server says', async () => {
    server.refuses(503, { 'retry-after': '5' }).opens();
    const stream = follow();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(server.requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(server.requests).toHaveLength(2);
    expect(ends).toEqual([]);
    stream.stop();
  });

  it('stops at 204: everything has been said', async () => {
    server.refuses(204);
    follow();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(ends).toEqual([{ kind: 'complete' }]);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [404, 'not-found'],
  ])('stops at %i and says why', async (status, code) => {
    server.refuses(status, {}, code);
    follow();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(ends).toMatchObject([{ kind: 'refused', problem: { code } }]);
    expect(server.requests).toHaveLength(1);
  });

  it('is silent once it is stopped, while it reads and while it waits', async () => {
    server.opens();
    const reading = follow();
    await settle();
    server.send('id: 5\ndata: {}\n\n');
    await settle();
    reading.stop();
    expect(reading.lastEventId).toBe('5');
    await settle();
    expect(connected).toEqual([true]);
    const waiting = follow();
    await settle();
    waiting.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.requests).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});
