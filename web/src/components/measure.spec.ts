import { describe, expect, it } from 'vitest';
import { durationText, percentText } from './measure.js';

describe('figures with units', () => {
  it.each([
    [0, 'en', '0 sec'],
    [59.9, 'en', '59 sec'],
    [60, 'en', '1 min'],
    [3_605, 'en', '1 hr'],
    [630, 'en', '10 min 30 sec'],
    [754, 'en', '12 min 34 sec'],
    [3_599, 'en', '59 min 59 sec'],
    [7_325, 'en', '2 hr 2 min'],
    [90_000, 'en', '1 day 1 hr'],
    [-5, 'en', '0 sec'],
    [754, 'pl', '12 min 34 sek.'],
  ])('%d seconds in %s are %s', (seconds, language, text) =>
    expect(durationText(seconds, language).replaceAll(' ', ' ')).toBe(text),
  );

  it.each([
    [62.5, 'en', '62.5%'],
    [57.14, 'pl', '57,14%'],
    [100, 'en', '100%'],
  ])('%d percent in %s are %s', (percent, language, text) =>
    expect(percentText(percent, language).replace(' ', '')).toBe(text),
  );
});
