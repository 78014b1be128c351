export type StrictJsonCode =
  | 'malformed-json'
  | 'json-too-deep'
  | 'duplicate-key'
  | 'forbidden-key'
  | 'too-many-keys'
  | 'not-utf8'
  | 'nul-character'
  | 'lone-surrogate'
  | 'number-out-of-range';

export class StrictJsonError extends Error {
  override readonly name = 'StrictJsonError';

  constructor(
    readonly code: StrictJsonCode,
    /** RFC 6901; empty for the whole document. A fault inside a key points to the object that has the key. */
    readonly pointer: string,
    readonly detail: string,
  ) {
    super(`${code} at "${pointer}": ${detail}`);
  }
}

/** The engine's own message quotes the body and must reach neither the sender nor the log. */
export function malformed(error?: unknown): StrictJsonError {
  const position = error instanceof Error ? /at position (\d+)/.exec(error.message)?.[1] : undefined;
  const where = position === undefined ? '' : ` (at character ${Number(position) + 1})`;
  return new StrictJsonError('malformed-json', '', `The body is not valid JSON${where}.`);
}
