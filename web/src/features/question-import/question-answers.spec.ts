import { describe, expect, it } from 'vitest';
import { answersOf } from './question-answers.js';

const words = { yes: 'True', no: 'False' };
const options = [
  { id: 'a', text: 'Paris' },
  { id: 'b', text: 'Rome' },
  { id: 'c', text: 'Oslo' },
];
const lines = (content: object, key: object): string[] =>
  answersOf({ content: { ...content }, key: { ...key } }, words).map(
    ({ text, isRight }) => `${isRight ? '+' : '-'}${text}`,
  );

describe('the answers of a question in a preview', () => {
  it('names the right options', () => {
    expect(lines({ options }, { correctOptionId: 'b' })).toEqual(['-Paris', '+Rome', '-Oslo']);
    expect(lines({ options }, { correctOptionIds: ['a', 'c'], scoring: 'balanced' })).toEqual([
      '+Paris',
      '-Rome',
      '+Oslo',
    ]);
  });

  it('names truth, texts and numbers', () => {
    expect(lines({}, { correct: false })).toEqual(['+False']);
    expect(lines({}, { accepted: [{ text: 'beer' }, { text: 'ale' }] })).toEqual(['+beer', '+ale']);
    expect(
      lines(
        { decimalSeparator: 'point' },
        {
          accepted: [
            { value: '42' },
            { value: '42', tolerance: { absolute: '0.5' } },
            { value: '42', tolerance: { relative: '0.05' } },
            { min: '20', max: '40' },
          ],
        },
      ),
    ).toEqual(['+42', '+42 ± 0.5', '+42 ± 5 %', '+20 … 40']);
  });
});
