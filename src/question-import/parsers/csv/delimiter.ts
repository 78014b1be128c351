const delimiters = [',', ';', '\t', '|'] as const;

export interface DelimitedText {
  readonly delimiter: string;
  /** Without a `sep=` line, which spreadsheet programs read as a hint and do not show. */
  readonly text: string;
  /** Lines of the file in front of `text`. */
  readonly linesBefore: number;
}

/** Takes the delimiter from a `sep=` line, else the one most frequent outside quotes in the first record that has any. */
export function findDelimiter(text: string): DelimitedText {
  const hint = /^"?sep=([^\r\n"])"?[ \t]*(?:\r\n?|\n|$)/i.exec(text);
  if (hint?.[1] !== undefined) {
    return { delimiter: hint[1], text: text.slice(hint[0].length), linesBefore: 1 };
  }
  return { delimiter: mostFrequentDelimiter(text), text, linesBefore: 0 };
}

/** A title above the header may hold no delimiter at all. */
const searchedCharacters = 200_000;

function mostFrequentDelimiter(text: string): string {
  const counts = new Map<string, number>(delimiters.map((delimiter) => [delimiter, 0]));
  let isQuoted = false;
  let isFieldStart = true;
  let hasAny = false;
  for (let index = 0; index < text.length && index < searchedCharacters; index++) {
    const character = text.charAt(index);
    if (isQuoted) {
      isQuoted = character !== '"';
      continue;
    }
    if (character === '"') {
      // The second quote of a doubled one opens again.
      isQuoted = isFieldStart || text.charAt(index - 1) === '"';
    } else if (character === '\n' || character === '\r') {
      if (hasAny) {
        break;
      }
    }
    const count = counts.get(character);
    if (count !== undefined) {
      counts.set(character, count + 1);
      hasAny = true;
    }
    isFieldStart = count !== undefined || character === '\n' || character === '\r';
  }
  const best = Math.max(...counts.values());
  return delimiters.find((delimiter) => counts.get(delimiter) === best) ?? ',';
}
