export interface ReceivedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown>;
}

/** A client of a stream of server-sent events that keeps what it has seen. */
export interface OpenStream {
  readonly status: number;
  readonly headers: Headers;
  readonly seen: readonly ReceivedEvent[];
  next(): Promise<ReceivedEvent>;
  /** Reads up to the first event of this type. */
  upTo(type: string): Promise<ReceivedEvent>;
  /** Reads until the server ends the stream. */
  rest(): Promise<ReceivedEvent[]>;
  close(): Promise<void>;
}

export async function openStream(
  url: string,
  headers: Record<string, string>,
  lastEventId?: string,
): Promise<OpenStream> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: { ...headers, ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }) },
    signal: leaving.signal,
  });
  const seen: ReceivedEvent[] = [];
  const events = read(response);
  const step = async (): Promise<ReceivedEvent | undefined> => {
    const { value } = await events.next();
    if (value) seen.push(value);
    return value ?? undefined;
  };
  const next = async (): Promise<ReceivedEvent> => {
    const event = await step();
    if (!event) throw new Error(`the stream (${response.status}) ended`);
    return event;
  };
  return {
    status: response.status,
    headers: response.headers,
    seen,
    next,
    upTo: async (type) => {
      for (;;) {
        const event = await next();
        if (event.type === type) return event;
      }
    },
    rest: async () => {
      const from = seen.length;
      while (await step());
      return seen.slice(from);
    },
    close: async () => {
      leaving.abort();
      await events.return(undefined).catch(() => undefined);
    },
  };
}

async function* read(response: Response): AsyncGenerator<ReceivedEvent, undefined> {
  if (!response.body || response.status !== 200) return;
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of response.body) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]));
      if (fields.has('data'))
        yield {
          id: fields.get('id') ?? '',
          type: fields.get('event') ?? 'message',
          data: JSON.parse(fields.get('data')!) as Record<string, unknown>,
        };
    }
  }
}
