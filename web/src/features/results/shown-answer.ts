import type { SubmissionItem } from './results.queries.js';

/** An answer beside its key, in a form that one can draw: the options with their marks, or texts. */
export type ShownAnswer =
  | { readonly form: 'options'; readonly options: readonly ShownOption[] }
  | { readonly form: 'truth'; readonly given: boolean | null; readonly right: boolean }
  | {
      readonly form: 'texts';
      readonly given: string | null;
      readonly right: readonly string[];
      readonly unit?: string;
    };

export interface ShownOption {
  readonly id: string;
  readonly text: string;
  readonly isPicked: boolean;
  readonly isRight: boolean;
}

interface Option {
  readonly id: string;
  readonly text: string;
}

type AcceptedNumber =
  | { readonly min: string; readonly max: string }
  | {
      readonly value: string;
      readonly tolerance?: { readonly absolute: string } | { readonly relative: string };
      readonly significantFigures?: number;
      readonly decimalPlaces?: number;
    };

/** How a question is judged to be right; the server has checked it by its own schema (docs/questions.md). */
interface Bodies {
  readonly content: { readonly options?: readonly Option[]; readonly unit?: string };
  readonly key: {
    readonly correctOptionId?: string;
    readonly correctOptionIds?: readonly string[];
    readonly correct?: boolean;
    readonly accepted?: readonly (AcceptedNumber | { readonly text: string })[];
  };
}

type Item = Pick<SubmissionItem, 'kind' | 'content' | 'key' | 'response'>;

/** What of a number's key needs words or the reader's way of writing. */
export interface KeyWords {
  readonly figures: (count: number) => string;
  readonly places: (count: number) => string;
  /** Of 0.05, as percent. */
  readonly share: (share: number) => string;
}

export function shownAnswer(item: Item, words: KeyWords): ShownAnswer {
  const { content, key } = item as unknown as Bodies;
  const { response } = item;
  if (content.options) {
    const right = new Set(key.correctOptionIds ?? [key.correctOptionId]);
    const picked = new Set(Array.isArray(response) ? response : [response]);
    const options = content.options.map(({ id, text }) => ({
      id,
      text,
      isPicked: picked.has(id),
      isRight: right.has(id),
    }));
    return { form: 'options', options };
  }
  if (item.kind === 'true_false')
    return {
      form: 'truth',
      given: typeof response === 'boolean' ? response : null,
      right: key.correct === true,
    };
  const right = (key.accepted ?? []).map((each) =>
    'text' in each ? each.text : acceptedNumber(each, words),
  );
  return {
    form: 'texts',
    given: typeof response === 'string' && response.trim() !== '' ? response : null,
    right,
    ...(content.unit !== undefined && { unit: content.unit }),
  };
}

function acceptedNumber(accepted: AcceptedNumber, words: KeyWords): string {
  if ('min' in accepted) return `${accepted.min} … ${accepted.max}`;
  const { value, tolerance, significantFigures, decimalPlaces } = accepted;
  if (significantFigures !== undefined) return `${value} (${words.figures(significantFigures)})`;
  if (decimalPlaces !== undefined) return `${value} (${words.places(decimalPlaces)})`;
  if (!tolerance) return value;
  return `${value} ± ${'absolute' in tolerance ? tolerance.absolute : words.share(Number(tolerance.relative))}`;
}
