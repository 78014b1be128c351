import { describe, expect, it } from 'vitest';
import { questionFingerprint } from './question-fingerprint.js';

const asked = (text: string, ...options: string[]): string =>
  questionFingerprint({ text, content: { options: options.map((option) => ({ text: option })) } });

describe('the fingerprint of a question', () => {
  it.each([
    ['What is  2+2?', 'what is 2+2'],
    ['Ｗhich is “right”?', 'Which is "right"?'],
    ['A line\nbreak', 'a line break'],
  ])('is the same for %j and %j', (left, right) => {
    expect(asked(left)).toBe(asked(right));
  });

  it('does not mind the order of the options', () => {
    expect(asked('Which?', 'Yes', 'No')).toBe(asked('Which?', 'no', 'yes'));
  });

  it.each([
    [asked('Which is right?', 'A', 'B'), asked('Which is right?', 'A', 'C')],
    [asked('Which?', 'A', 'B'), asked('Which?', 'AB')],
    [asked('Äpfel'), asked('Apfel')],
    [asked('Is 1 < 2?'), asked('Is 1 > 2?')],
  ])('tells questions apart that differ', (left, right) => {
    expect(left).not.toBe(right);
  });

  it('reads a question without options', () => {
    expect(questionFingerprint({ text: 'True or false?', content: {} })).toBe('true or false');
  });
});
