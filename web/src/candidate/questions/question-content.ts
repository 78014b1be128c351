import type { DecimalSeparator } from './understood-number.js';

/** What the candidate's view of a question holds, by kind; the API describes it as an object only. */
type Content = Readonly<Record<string, unknown>>;

export interface ShownOption<Value> {
  readonly value: Value;
  readonly text: string;
}

export function optionsOf(content: Content): readonly ShownOption<string>[] {
  const options = Array.isArray(content['options']) ? (content['options'] as readonly unknown[]) : [];
  return options.map((option) => {
    const { id, text } = option as { id?: unknown; text?: unknown };
    return { value: String(id), text: String(text) };
  });
}

export function selectionLimit(content: Content): number | undefined {
  const limit = content['maximumSelections'];
  return typeof limit === 'number' ? limit : undefined;
}

export function numberContent(content: Content): {
  unit: string | undefined;
  decimalSeparator: DecimalSeparator;
} {
  const unit = content['unit'];
  return {
    unit: typeof unit === 'string' ? unit : undefined,
    decimalSeparator: content['decimalSeparator'] === 'comma' ? 'comma' : 'point',
  };
}

/** Whether a response counts as an answer: blank text and an empty list do not. */
export function isAnswered(response: unknown): boolean {
  if (response === null || response === undefined) return false;
  if (typeof response === 'string') return response.trim() !== '';
  return !Array.isArray(response) || response.length > 0;
}
