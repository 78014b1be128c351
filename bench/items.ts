import type { QuestionKindName } from '../src/questions/kinds/question-kind.js';
import { itemCount } from './identities.js';

export interface BenchItem {
  readonly kind: QuestionKindName;
  readonly text: string;
  readonly points: number;
  readonly content: object;
  readonly key: object;
  /** What every attempt has saved for it. */
  readonly response: unknown;
}

const options = ['Oslo', 'Bergen', 'Narvik', 'Trondheim'].map((name, index) => ({
  id: `opt-${index + 1}`,
  text: `${name}, which lies on the coast and has a harbour for ships`,
}));

const kinds: readonly Omit<BenchItem, 'text' | 'points'>[] = [
  {
    kind: 'single_choice',
    content: { options, shuffleOptions: true },
    key: { correctOptionId: 'opt-2' },
    response: 'opt-2',
  },
  {
    kind: 'multiple_choice',
    content: { options, shuffleOptions: true },
    key: { correctOptionIds: ['opt-1', 'opt-3'], scoring: 'balanced' },
    response: ['opt-1', 'opt-4'],
  },
  { kind: 'true_false', content: {}, key: { correct: true }, response: true },
  {
    kind: 'numeric',
    content: { decimalSeparator: 'point' },
    key: { accepted: [{ value: '3.5', tolerance: { absolute: '0.1' }, fraction: '1' }] },
    response: '3.45',
  },
  {
    kind: 'short_answer',
    content: {},
    key: { accepted: [{ text: 'Trondheim', fraction: '1' }] },
    response: 'trondheim',
  },
  {
    kind: 'single_choice',
    content: { options, shuffleOptions: false },
    key: { correctOptionId: 'opt-4' },
    response: 'opt-1',
  },
];

/** Half of them choices, as tests are: about 9 kB of paper. */
export const benchItems: readonly BenchItem[] = Array.from({ length: itemCount }, (_, index) => ({
  ...kinds[index % kinds.length]!,
  text: `Question ${index + 1}: which of these answers is right, given what the text above says about the harbours?`,
  points: 1 + (index % 3),
}));
