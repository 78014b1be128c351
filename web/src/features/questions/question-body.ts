import type { Question, QuestionKind } from './question.queries.js';

/** The parts of a question that depend on its kind, as docs/questions.md describes them. */
export interface Option {
  readonly id: string;
  readonly text: string;
}

export type WrongPenalty =
  { readonly fraction: string } | { readonly points: string } | { readonly automatic: true };

export interface SingleChoiceBody {
  readonly kind: 'single_choice';
  readonly content: { readonly options: readonly Option[]; readonly shuffleOptions: boolean };
  readonly key: { readonly correctOptionId: string; readonly wrongPenalty?: WrongPenalty };
}

export const scorings = ['all_or_nothing', 'balanced', 'right_minus_wrong', 'per_option'] as const;
export type Scoring = (typeof scorings)[number];

export interface MultipleChoiceBody {
  readonly kind: 'multiple_choice';
  readonly content: {
    readonly options: readonly Option[];
    readonly shuffleOptions: boolean;
    readonly maximumSelections?: number;
  };
  readonly key: { readonly correctOptionIds: readonly string[]; readonly scoring: Scoring };
}

export interface TrueFalseBody {
  readonly kind: 'true_false';
  readonly content: Readonly<Record<string, never>>;
  readonly key: { readonly correct: boolean; readonly wrongPenalty?: WrongPenalty };
}

export type AcceptedNumber =
  | { readonly min: string; readonly max: string; readonly fraction: string }
  | {
      readonly value: string;
      readonly fraction: string;
      readonly tolerance?: { readonly absolute: string } | { readonly relative: string };
      readonly significantFigures?: number;
      readonly decimalPlaces?: number;
    };

export interface NumericBody {
  readonly kind: 'numeric';
  readonly content: { readonly unit?: string; readonly decimalSeparator: 'point' | 'comma' };
  readonly key: { readonly accepted: readonly AcceptedNumber[] };
}

export const textSettings = [
  'caseSensitive',
  'ignoreDiacritics',
  'ignorePunctuation',
  'compatibility',
  'turkishLetters',
] as const;

export interface ShortAnswerBody {
  readonly kind: 'short_answer';
  readonly content: Readonly<Record<string, never>>;
  readonly key: {
    readonly accepted: readonly { readonly text: string; readonly fraction: string }[];
  } & Readonly<Record<(typeof textSettings)[number], boolean>>;
}

export type QuestionBody =
  SingleChoiceBody | MultipleChoiceBody | TrueFalseBody | NumericBody | ShortAnswerBody;

/** The API describes content and key as objects; what it stores has been checked by the kind. */
export function bodyOfQuestion(question: Pick<Question, 'kind' | 'content' | 'key'>): QuestionBody {
  const { kind, content, key } = question;
  return { kind, content, key } as unknown as QuestionBody;
}

/** As unguessable as the server's own: the ids travel to candidates, and an order that shows would give the answer away. */
export function newOption(): Option {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return { id: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''), text: '' };
}

export function emptyBody(kind: QuestionKind): QuestionBody {
  switch (kind) {
    case 'single_choice': {
      const options = [newOption(), newOption(), newOption()];
      return { kind, content: { options, shuffleOptions: true }, key: { correctOptionId: options[0]!.id } };
    }
    case 'multiple_choice': {
      const options = [newOption(), newOption(), newOption()];
      return {
        kind,
        content: { options, shuffleOptions: true },
        key: { correctOptionIds: [options[0]!.id], scoring: 'all_or_nothing' },
      };
    }
    case 'true_false':
      return { kind, content: {}, key: { correct: true } };
    case 'numeric':
      return {
        kind,
        content: { decimalSeparator: 'point' },
        key: { accepted: [{ value: '', fraction: '1' }] },
      };
    case 'short_answer':
      return {
        kind,
        content: {},
        key: {
          accepted: [{ text: '', fraction: '1' }],
          caseSensitive: false,
          ignoreDiacritics: false,
          ignorePunctuation: false,
          compatibility: false,
          turkishLetters: false,
        },
      };
  }
}

/**
 * What the server would send a candidate: nothing of the key. An option that is not written yet has a name to stand for
 * it, without which nobody could tell what a field is for.
 */
export function candidateContent(
  body: QuestionBody,
  nameOf: (number: number) => string,
): Readonly<Record<string, unknown>> {
  switch (body.kind) {
    case 'single_choice':
      return { options: named(body.content.options, nameOf) };
    case 'multiple_choice': {
      const { options, maximumSelections } = body.content;
      return {
        options: named(options, nameOf),
        ...(maximumSelections !== undefined && { maximumSelections }),
      };
    }
    case 'numeric':
      return body.content;
    default:
      return {};
  }
}

function named(options: readonly Option[], nameOf: (number: number) => string): readonly Option[] {
  return options.map(({ id, text }, index) => ({ id, text: text.trim() === '' ? nameOf(index + 1) : text }));
}
