import { randomBytes } from 'node:crypto';
import type { Secret } from './leak-search.js';

/** Words that stand nowhere else, remembered with what they were put into. */
export class Canaries {
  readonly secrets: Secret[] = [];

  word(name: string): string {
    const word = `CANARY${randomBytes(8).toString('hex')}`;
    return this.note(name, word);
  }

  /** A number, which a key of a numeric question needs. */
  number(name: string): string {
    return this.note(
      name,
      `${randomBytes(5).readUIntBE(0, 5) + 10 ** 12}.${randomBytes(2).readUInt16BE() + 10_001}`.replace(
        /0+$/,
        '7',
      ),
    );
  }

  note(name: string, word: string): string {
    this.secrets.push({ name, word });
    return word;
  }
}

/** In the text of every question: what a candidate does get to see. */
export const visibleText = 'VISIBLE to the candidate';

const options = ['one', 'two', 'three'].map((id) => ({ id, text: `Option ${id}` }));

/** One question of each kind, with canaries wherever an author writes what candidates must not see. */
export function canaryQuestions(canaries: Canaries): object[] {
  const notes = (kind: string): object => ({
    text: `${visibleText}: ${kind}`,
    title: canaries.word(`title of ${kind}`),
    explanation: canaries.word(`explanation of ${kind}`),
    externalId: canaries.word(`external id of ${kind}`),
    category: canaries.word(`category of ${kind}`),
    tags: [canaries.word(`tag of ${kind}`)],
    difficulty: canaries.word(`difficulty of ${kind}`),
    points: 1,
  });
  return [
    {
      ...notes('single_choice'),
      kind: 'single_choice',
      content: { options },
      key: { correctOptionId: 'two' },
    },
    {
      ...notes('multiple_choice'),
      kind: 'multiple_choice',
      content: { options },
      key: { correctOptionIds: ['one', 'two'], scoring: 'balanced' },
    },
    { ...notes('true_false'), kind: 'true_false', content: {}, key: { correct: true } },
    {
      ...notes('numeric'),
      kind: 'numeric',
      content: { unit: 'kg' },
      key: { accepted: [{ value: canaries.number('key of numeric') }] },
    },
    {
      ...notes('short_answer'),
      kind: 'short_answer',
      content: {},
      key: {
        accepted: [
          { text: canaries.word('key of short_answer') },
          { text: canaries.word('second key'), fraction: '0.5' },
        ],
      },
    },
  ];
}
