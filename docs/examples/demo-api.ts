import { basename } from 'node:path';

export interface Reply {
  readonly request: string;
  readonly status: number;
  readonly cookies: readonly string[];
  // The demo reads replies as a script would, without types of its own.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** A caller of the API with fixed headers: nobody, a signed-in member, or the holder of an attempt's token. */
export class Api {
  constructor(
    private readonly address: string,
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  withCookies(cookies: readonly string[]): Api {
    return new Api(this.address, {
      cookie: cookies.join('; '),
      origin: this.address,
      'x-assay-request': '1',
    });
  }

  withToken(token: string): Api {
    return new Api(this.address, { authorization: `Bearer ${token}` });
  }

  url(path: string): string {
    return `${this.address}/api/v1${path}`;
  }

  get(path: string): Promise<Reply> {
    return this.send('GET', path);
  }

  post(path: string, body?: object, idempotencyKey?: string): Promise<Reply> {
    return this.send(
      'POST',
      path,
      body,
      idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
    );
  }

  put(path: string, body: object): Promise<Reply> {
    return this.send('PUT', path, body);
  }

  async upload(path: string, fileName: string, bytes: Uint8Array<ArrayBuffer>): Promise<Reply> {
    const form = new FormData();
    form.append('file', new Blob([bytes]), basename(fileName));
    return this.read(
      `POST ${path}`,
      await fetch(this.url(path), { method: 'POST', headers: { ...this.headers }, body: form }),
    );
  }

  private async send(
    method: string,
    path: string,
    body?: object,
    extra: Record<string, string> = {},
  ): Promise<Reply> {
    const answer = await fetch(this.url(path), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...extra,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return this.read(`${method} ${path}`, answer);
  }

  private async read(request: string, answer: Response): Promise<Reply> {
    const text = await answer.text();
    return {
      request,
      status: answer.status,
      cookies: answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? ''),
      body: text === '' ? undefined : JSON.parse(text),
    };
  }
}
