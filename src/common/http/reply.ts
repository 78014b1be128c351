/**
 * What a service answers when the status or the headers are its decision: a created resource, or the stored answer of
 * a repeated request. send-replies.ts sends it. A text body is sent byte for byte.
 */
export class Reply {
  constructor(
    readonly status: number,
    readonly body: object | string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

export function ok(body: object, headers: Readonly<Record<string, string>> = {}): Reply {
  return new Reply(200, body, headers);
}

export function created(
  body: object,
  location: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return new Reply(201, body, { location, ...headers });
}

/** The strong ETag of an editable resource. */
export function entityTag(revision: string | number): Readonly<Record<string, string>> {
  return { etag: `"v${revision}"` };
}
