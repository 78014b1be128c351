import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { oneTimeCodeLimits } from './one-time-code.rules.js';

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8').replace(/\s+/g, ' ');
const { validMinutes, tries, perHour, perDay } = oneTimeCodeLimits;

describe('the limits of codes', () => {
  it.each([
    `valid for ${validMinutes} minutes by the clock of the database and for ${tries} tries`,
    `gets ${perHour} codes an hour and ${perDay} a day`,
    `has ${perDay * tries} tries a day`,
  ])('stand in docs/authentication.md: %s', (sentence) => {
    expect(read('docs/authentication.md')).toContain(sentence);
  });

  it.each([`code.tries >= ${tries}`, `${tries - 1} - code.tries`, `tries >= 0) AND (tries <= ${tries})`])(
    'stand in the schema: %s',
    (condition) => {
      expect(read('migrations/schema.sql')).toContain(condition);
    },
  );
});
