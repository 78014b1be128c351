/** After a backslash these stand for themselves; `\n` is a line break. Any other backslash is an ordinary character. */
const escapable = '~=#{}:\\n';

/**
 * The place of the first of the wanted signs that no backslash takes its meaning from, or -1. Runs once over the
 * text, because whether a backslash is itself escaped can only be told from the left.
 */
export function findSign(text: string, wanted: string, from = 0): number {
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\\' && escapable.includes(text.charAt(at + 1)) && at + 1 < text.length) {
      at += 1;
    } else if (wanted.includes(character)) {
      return at;
    }
  }
  return -1;
}

export interface SignedPiece {
  /** The sign in front of the piece; empty for what stands before the first sign. */
  readonly sign: string;
  readonly text: string;
}

/** Cuts the text in front of each of the wanted signs. */
export function cutAtSigns(text: string, wanted: string): SignedPiece[] {
  const pieces: SignedPiece[] = [];
  let start = 0;
  let sign = '';
  for (let at = findSign(text, wanted); at >= 0; at = findSign(text, wanted, at + 1)) {
    pieces.push({ sign, text: text.slice(start, at) });
    sign = text.charAt(at);
    start = at + 1;
  }
  pieces.push({ sign, text: text.slice(start) });
  return pieces[0]?.text.trim() === '' ? pieces.slice(1) : pieces;
}

/** Whether the text has more than so many of the wanted signs; counted before it is cut into as many pieces. */
export function hasMoreSigns(text: string, wanted: string, most: number): boolean {
  let found = 0;
  for (let at = findSign(text, wanted); at >= 0 && found <= most; at = findSign(text, wanted, at + 1)) {
    found += 1;
  }
  return found > most;
}

export function withoutEscapes(text: string): string {
  return text.includes('\\')
    ? text.replace(/\\([~=#{}:\\n])/g, (_escape, character: string) => (character === 'n' ? '\n' : character))
    : text;
}
