import { describe, expect, it } from 'vitest';
import enCandidate from './en/candidate.json';
import * as enDashboard from './en/index.js';
import enQuestion from './en/question.json';
import { languages } from './languages.js';
import plCandidate from './pl/candidate.json';
import * as plDashboard from './pl/index.js';
import plQuestion from './pl/question.json';

type Texts = Readonly<Record<string, string>>;
/** The texts of the page of candidates are not among those of the dashboard, which would load them. */
const en = { ...enDashboard, candidate: enCandidate, question: enQuestion };
const pl = { ...plDashboard, candidate: plCandidate, question: plQuestion };
const catalogues: Readonly<Record<string, Readonly<Record<string, Texts>>>> = { en, pl };
const pluralEnding = /_(zero|one|two|few|many|other)$/;

/** The name of a text without the form of its plural. */
function names(texts: Texts): Set<string> {
  return new Set(Object.keys(texts).map((key) => key.replace(pluralEnding, '')));
}

function places(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)[^}]*\}\}/g)].map(([, name]) => name!).sort();
}

describe('the catalogues of texts', () => {
  it('are there for every language, with the same parts', () => {
    expect(Object.keys(catalogues)).toEqual([...languages]);
    for (const language of languages) expect(Object.keys(catalogues[language]!)).toEqual(Object.keys(en));
  });

  it.each(Object.keys(en))('%s says the same things in each, and with the same values', (part) => {
    const english = catalogues['en']![part]!;
    for (const language of languages) {
      const texts = catalogues[language]![part]!;
      expect([...names(texts)].sort(), language).toEqual([...names(english)].sort());
      for (const [key, text] of Object.entries(texts)) {
        expect(text.trim(), `${language} ${key}`).not.toBe('');
        const base = key.replace(pluralEnding, '');
        const model = english[key] ?? english[`${base}_other`] ?? '';
        // "One question" may leave the number out; nothing may name a value that is not given.
        const given = new Set([...places(model), 'count']);
        expect(
          places(text).filter((place) => !given.has(place)),
          `${language} ${key}`,
        ).toEqual([]);
        if (!pluralEnding.test(key)) expect(places(text), `${language} ${key}`).toEqual(places(model));
      }
    }
  });

  it.each(languages)('%s has every form of a plural that it needs', (language) => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const texts of Object.values(catalogues[language]!)) {
      for (const key of Object.keys(texts).filter((each) => each.endsWith('_other'))) {
        const base = key.replace(pluralEnding, '');
        for (const category of pluralCategories) expect(texts, base).toHaveProperty(`${base}_${category}`);
      }
    }
  });
});
