import type { ImportQuestion } from './import.queries.js';

/** What can be answered, for a line of a preview. */
export interface AnswerLine {
  readonly text: string;
  readonly isRight: boolean;
}

interface Accepted {
  readonly text?: string;
  readonly value?: string;
  readonly min?: string;
  readonly max?: string;
  readonly tolerance?: { readonly absolute?: string; readonly relative?: string };
}

/** The parts of content and key that a preview shows; what kind of question has which stands in docs/questions.md. */
interface Shape {
  readonly options?: readonly { readonly id: string; readonly text: string }[];
  readonly correctOptionId?: string;
  readonly correctOptionIds?: readonly string[];
  readonly correct?: boolean;
  readonly accepted?: readonly Accepted[];
}

/** @param words how true and false are called */
export function answersOf(
  question: Pick<ImportQuestion, 'content' | 'key'>,
  words: { readonly yes: string; readonly no: string },
): AnswerLine[] {
  const { options, correctOptionId, correctOptionIds, correct, accepted } = {
    ...question.content,
    ...question.key,
  } as Shape;
  if (options !== undefined) {
    const right = new Set(correctOptionIds ?? [correctOptionId]);
    return options.map(({ id, text }) => ({ text, isRight: right.has(id) }));
  }
  if (correct !== undefined) return [{ text: correct ? words.yes : words.no, isRight: true }];
  return (accepted ?? []).map((each) => ({ text: acceptedText(each), isRight: true }));
}

function acceptedText({ text, value, min, max, tolerance }: Accepted): string {
  if (text !== undefined) return text;
  if (value === undefined) return `${min ?? ''} … ${max ?? ''}`;
  if (tolerance?.absolute !== undefined) return `${value} ± ${tolerance.absolute}`;
  if (tolerance?.relative !== undefined) return `${value} ± ${Number(tolerance.relative) * 100} %`;
  return value;
}
