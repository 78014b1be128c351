import { describe, expect, it } from 'vitest';
import { shownAnswer, type KeyWords } from './shown-answer.js';

const words: KeyWords = {
  figures: (count) => `${count} figures`,
  places: (count) => `${count} places`,
  share: (share) => `${share * 100} %`,
};
const options = [
  { id: 'a', text: 'A' },
  { id: 'b', text: 'B' },
  { id: 'c', text: 'C' },
];

describe('an answer beside its key', () => {
  it('marks what was picked and what is right, of one and of several', () => {
    const single = {
      kind: 'single_choice',
      content: { options },
      key: { correctOptionId: 'b' },
      response: 'a',
    };
    expect(shownAnswer(single, words)).toEqual({
      form: 'options',
      options: [
        { id: 'a', text: 'A', isPicked: true, isRight: false },
        { id: 'b', text: 'B', isPicked: false, isRight: true },
        { id: 'c', text: 'C', isPicked: false, isRight: false },
      ],
    });
    const several = {
      kind: 'multiple_choice',
      content: { options },
      key: { correctOptionIds: ['a', 'c'] },
      response: ['c', 'b'],
    };
    expect(shownAnswer(several, words)).toMatchObject({
      options: [
        { isPicked: false, isRight: true },
        { isPicked: true, isRight: false },
        { isPicked: true, isRight: true },
      ],
    });
    expect(shownAnswer({ ...several, response: null }, words)).toMatchObject({
      options: [{ isPicked: false }, { isPicked: false }, { isPicked: false }],
    });
  });

  it('tells false from no answer', () => {
    const item = { kind: 'true_false', content: {}, key: { correct: false } };
    expect(shownAnswer({ ...item, response: false }, words)).toEqual({
      form: 'truth',
      given: false,
      right: false,
    });
    expect(shownAnswer({ ...item, response: null }, words)).toMatchObject({ given: null });
  });

  it.each([
    [{ value: '17.5', fraction: '1' }, '17.5'],
    [{ value: '17.5', tolerance: { absolute: '0.1' } }, '17.5 ± 0.1'],
    [{ value: '40', tolerance: { relative: '0.05' } }, '40 ± 5 %'],
    [{ value: '40', significantFigures: 2 }, '40 (2 figures)'],
    [{ value: '40', decimalPlaces: 1 }, '40 (1 places)'],
    [{ min: '-1', max: '1' }, '-1 … 1'],
  ])('writes the number %j as %s', (accepted, text) => {
    const item = { kind: 'numeric', content: { unit: 'km' }, key: { accepted: [accepted] }, response: ' ' };
    expect(shownAnswer(item, words)).toEqual({ form: 'texts', given: null, right: [text], unit: 'km' });
  });

  it('lists every accepted text', () => {
    const key = { accepted: [{ text: 'colour' }, { text: 'color' }] };
    expect(shownAnswer({ kind: 'short_answer', content: {}, key, response: 'Colour' }, words)).toEqual({
      form: 'texts',
      given: 'Colour',
      right: ['colour', 'color'],
    });
  });
});
