import { letterNumber } from './header-meaning.js';

/** An option of a cell that lists all of them. */
export interface ListedOption {
  readonly text: string;
  /** Where the list itself says so. */
  readonly isRight?: boolean;
}

const separators = ['\n', '|', ';', ','] as const;
const label = /^[[(]?([a-z]|\d{1,2})[\]).:]\s+(?=\S)/i;

/**
 * Reads the options that stand in one cell: a JSON list, else texts separated by line breaks, else by |, ; or commas. Labels
 * in front of them ("A) red", "B) green") are taken away where they count on from the first.
 */
export function optionsInCell(cell: string): readonly ListedOption[] {
  const listed = jsonOptions(cell);
  if (listed !== undefined) {
    return listed;
  }
  const separator = separators.find((sign) => cell.includes(sign));
  const texts = (separator === undefined ? [cell] : cell.split(separator))
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const isLabelled = texts.length > 1 && texts.every((text, index) => labelNumber(text) === index + 1);
  return texts.map((text) => ({ text: isLabelled ? text.replace(label, '') : text }));
}

function labelNumber(text: string): number | undefined {
  const found = label.exec(text)?.[1];
  if (found === undefined) {
    return undefined;
  }
  return /\d/.test(found) ? Number(found) : letterNumber(found);
}

/** `["red","green"]`, `{"A":"red","B":"green"}` or `[{"text":"red","isCorrect":true}]`. */
function jsonOptions(cell: string): ListedOption[] | undefined {
  const text = cell.trim();
  if (!/^(?:\[.*\]|\{.*\})$/s.test(text)) {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const entries = Array.isArray(value) ? value : Object.values(value ?? {});
  const options = entries.map(jsonOption);
  return options.length > 0 && options.every((option) => option !== undefined) ? options : undefined;
}

const textKeys = ['text', 'option', 'label', 'value', 'answer', 'choice'];
const rightKeys = ['isCorrect', 'is_correct', 'correct', 'right', 'isRight'];

function jsonOption(entry: unknown): ListedOption | undefined {
  if (typeof entry === 'string' || typeof entry === 'number' || typeof entry === 'boolean') {
    return { text: String(entry) };
  }
  if (typeof entry !== 'object' || entry === null) {
    return undefined;
  }
  const properties = new Map<string, unknown>(Object.entries(entry));
  const text = textKeys.map((key) => properties.get(key)).find((found) => typeof found === 'string');
  const right = rightKeys.map((key) => properties.get(key)).find((found) => typeof found === 'boolean');
  return text === undefined ? undefined : { text, ...(right !== undefined && { isRight: right }) };
}
