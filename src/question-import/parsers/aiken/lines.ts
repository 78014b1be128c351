/** What a line of an Aiken file looks like; only its place tells what it is. */
export interface AikenLine {
  /** From 1. */
  readonly number: number;
  /** Without outer blanks. */
  readonly text: string;
  /** With a label such as `A)`: 0 for A, 1 for B. */
  readonly letter?: number;
  /** The text behind that label. */
  readonly labelled?: string;
  /** What stands after `ANSWER:`. */
  readonly answer?: string;
}

const labelPattern = /^(?:\(?([A-Za-z])\s?\)|([A-Za-z])\s?\.)\s*(.*)$/s;
const answerPattern = /^answer\s*[:\uFF1A]\s*(.*)$/is;

export function readAikenLine(line: string, number: number): AikenLine {
  const text = line.trim();
  const answer = answerPattern.exec(text)?.[1];
  if (answer !== undefined) {
    return { number, text, answer };
  }
  const label = labelPattern.exec(text);
  if (label === null) {
    return { number, text };
  }
  const letter = (label[1] ?? label[2] ?? '').toUpperCase().charCodeAt(0) - 65;
  return { number, text, letter, labelled: label[3] ?? '' };
}

/**
 * The lines at which a list of options may begin: an A whose next label is B. A stem that begins with "A. Lincoln" has
 * another A below it, and "D.C." is no A. An A without any B counts where the next such line is the answer.
 */
export function optionStarts(lines: readonly AikenLine[]): ReadonlySet<AikenLine> {
  const starts = new Set<AikenLine>();
  let next: AikenLine | undefined;
  for (let index = lines.length - 1; index >= 0; index--) {
    const line = lines[index];
    if (line === undefined) {
      continue;
    }
    if (line.letter === 0 && (next?.letter === 1 || next?.answer !== undefined)) {
      starts.add(line);
    }
    next = line.letter === 0 || line.letter === 1 || line.answer !== undefined ? line : next;
  }
  return starts;
}
