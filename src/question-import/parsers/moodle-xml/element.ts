import { readDecimal } from '../layouts/decimal-text.js';

/** An element of a question: what it holds itself, and its children in their order. */
export interface MoodleElement {
  readonly name: string;
  /** From 1; exact for questions, to a few lines for the rest. */
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: MoodleElement[];
  /** Decoded, without the texts of its children. */
  text: string;
}

export function children(element: MoodleElement | undefined, name: string): MoodleElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

export function child(element: MoodleElement | undefined, name: string): MoodleElement | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

/** Texts stand in an element `text` of their own, in old files directly in their element. */
export function rawText(element: MoodleElement | undefined): string {
  return (child(element, 'text') ?? element)?.text ?? '';
}

/** The trimmed text of a child, or nothing where it is absent or blank. */
export function value(element: MoodleElement | undefined, name: string): string | undefined {
  return rawText(child(element, name)).trim() || undefined;
}

/** Moodle writes true and 1, false and 0. */
export function truth(element: MoodleElement, name: string): boolean | undefined {
  const written = value(element, name)?.toLowerCase();
  return written === undefined ? undefined : written === 'true' || written === '1';
}

/** A number above zero; anything else is zero. */
export function amount(element: MoodleElement, name: string): number {
  const decimal = readDecimal(value(element, name) ?? '');
  return decimal.ok ? Math.max(0, Number(decimal.value)) : 0;
}

/** The element and all below it. The tokenizer bounds the depth. */
export function* descendants(element: MoodleElement): Generator<MoodleElement> {
  yield element;
  for (const below of element.children) {
    yield* descendants(below);
  }
}
