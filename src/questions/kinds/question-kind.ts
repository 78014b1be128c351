import type { Rational } from '../../common/exact/rational.js';

export const questionKindNames = [
  'single_choice',
  'multiple_choice',
  'true_false',
  'numeric',
  'short_answer',
] as const;

export type QuestionKindName = (typeof questionKindNames)[number];

/** One fault in what a person or a program sent, with an RFC 6901 pointer into what they sent. */
export interface FieldProblem {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

/** What the author writes: the part a candidate may see, and the part nobody but a member may see. */
export interface QuestionBody<Content, Key> {
  readonly content: Content;
  readonly key: Key;
}

export type ItemStatus = 'correct' | 'partially_correct' | 'incorrect' | 'unanswered' | 'invalid';

/** `points = fraction * maximum`; the fraction is negative only where the author set a penalty. */
export interface ItemScore {
  readonly fraction: Rational;
  readonly points: Rational;
  readonly status: ItemStatus;
}

/** Gives a fresh, unguessable option id; an argument, so that parsing stays pure. */
export type NewOptionId = () => string;

/** Puts option ids into the order in which one candidate sees them; an argument, so that the view stays pure. */
export type OrderOptions = (optionIds: readonly string[]) => readonly string[];

/** Everything the product knows about one kind of question. One file per kind, one line in the registry. */
export interface QuestionKind<Content = unknown, Key = unknown, Response = unknown> {
  readonly name: QuestionKindName;
  /** How the statistics treat the answers. */
  readonly statisticsCategory: 'choice' | 'truth_value' | 'number' | 'text';
  /** Checks what an author sent. Pointers start at `/content` or `/key`. Unknown properties are refused. */
  parseBody(
    body: { content: unknown; key: unknown },
    newOptionId: NewOptionId,
  ): Parsed<QuestionBody<Content, Key>>;
  /** Checks what a candidate sent; `null` means "not answered". Pointers start at `/response`. */
  parseResponse(content: Content, response: unknown): Parsed<Response | null>;
  /** Exactly what a candidate may see of the content, built property by property. */
  candidateView(content: Content, orderOptions: OrderOptions): object;
  /** Pure: no clock, no locale, no database. `points` is the maximum of the item. Never throws on a stored response. */
  score(content: Content, key: Key, response: unknown, points: Rational): ItemScore;
}
