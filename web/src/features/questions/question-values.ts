import { bodyOfQuestion, emptyBody, type QuestionBody } from './question-body.js';
import type { NewQuestion, Question, QuestionChange, QuestionKind } from './question.queries.js';

/**
 * What the editor edits. Kind, content and key are one value: the server judges them together, and half of one author's
 * options with half of another's key would be nobody's question.
 */
export interface QuestionValues {
  readonly text: string;
  readonly points: number;
  readonly body: QuestionBody;
  readonly explanation: string | null;
  readonly title: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly difficulty: string | null;
  readonly timeLimitSeconds: number | null;
}

export function valuesOf(question: Question): QuestionValues {
  const { text, points, explanation, title, category, tags, difficulty, timeLimitSeconds } = question;
  const body = bodyOfQuestion(question);
  return { text, points, body, explanation, title, category, tags, difficulty, timeLimitSeconds };
}

export function emptyValues(kind: QuestionKind): QuestionValues {
  return {
    text: '',
    points: 1,
    body: emptyBody(kind),
    explanation: null,
    title: null,
    category: null,
    tags: [],
    difficulty: null,
    timeLimitSeconds: null,
  };
}

/** A change as the API takes it. */
export function toChange({ body, tags, ...rest }: Partial<QuestionValues>): QuestionChange {
  return { ...rest, ...(tags && { tags: [...tags] }), ...body };
}

/** A question of its own with the same words; the id that an import knows it by stays with the original. */
export function toNewQuestion(source: QuestionValues | Question): NewQuestion {
  const { tags, body, ...rest } = 'body' in source ? source : valuesOf(source);
  return { ...rest, tags: [...tags], ...body };
}
