/** The bytes of a text: in memory, or from a place that can be read several times. */
export type TextSource = Uint8Array | (() => AsyncIterable<Uint8Array>);

const pieceBytes = 64 * 1024;

export async function* piecesOf(source: TextSource): AsyncGenerator<Uint8Array, void, undefined> {
  if (!(source instanceof Uint8Array)) {
    yield* source();
    return;
  }
  for (let at = 0; at < source.length; at += pieceBytes) {
    yield source.subarray(at, at + pieceBytes);
  }
}

/** The first bytes, or all where there are fewer. */
export async function headOf(pieces: AsyncIterable<Uint8Array>, bytes: number): Promise<Buffer> {
  const head: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    head.push(piece);
    length += piece.length;
    if (length >= bytes) {
      break;
    }
  }
  return Buffer.concat(head).subarray(0, bytes);
}
