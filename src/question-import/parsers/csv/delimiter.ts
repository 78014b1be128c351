const delimiters = [',', ';', '\t', '|'] as const;

/** Question lines that begin with their kind, as learning platforms take them: a text may hold more commas than tabs. */
const keywordLine = /^\uFEFF?(?:MC|MA|TF|ESS|ORD|MAT|FIB|FIB_PLUS|NUM|SR|OP|JUMBLED_SENTENCE|QUIZ_BOWL)\t/;

export interface Delimiter {
  readonly delimiter: string;
  /** Of a `sep=` line, which spreadsheet programs read as a hint and do not show. */
  readonly hintLength: number;
}

/**
 * Takes the delimiter from a `sep=` line, else the one most frequent outside quotes in the first record that has any.
 *
 * @param head the start of a text; its characters beyond ASCII do not matter
 */
export function findDelimiter(head: string): Delimiter {
  const hint = /^"?sep=([\t\u0020\u0021\u0023-\u007E])"?[ \t]*(?:\r\n?|\n|$)/i.exec(head);
  if (hint?.[1] !== undefined) {
    return { delimiter: hint[1], hintLength: hint[0].length };
  }
  return { delimiter: keywordLine.test(head) ? '\t' : mostFrequentDelimiter(head), hintLength: 0 };
}

function mostFrequentDelimiter(text: string): string {
  const counts = new Map<string, number>(delimiters.map((delimiter) => [delimiter, 0]));
  let isQuoted = false;
  let isFieldStart = true;
  let hasAny = false;
  for (let index = 0; index < text.length; index++) {
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
