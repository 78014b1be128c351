import type candidateTexts from '../texts/en/candidate.json';
import type questionTexts from '../texts/en/question.json';
import { rememberLanguage, type Language } from '../texts/languages.js';

type WithoutForm<Name> = Name extends `${infer Base}_${'zero' | 'one' | 'two' | 'few' | 'many' | 'other'}`
  ? Base
  : Name;
export type TextName = WithoutForm<keyof typeof candidateTexts | keyof typeof questionTexts>;
export type TextValues = Readonly<Record<string, string | number>>;
export type Translate = (name: TextName, values?: TextValues) => string;

type Catalogue = Readonly<Record<string, string>>;

/** Only the reader's language travels to the phone. */
const catalogues: Readonly<Record<Language, () => Promise<Catalogue[]>>> = {
  en: () =>
    Promise.all([import('../texts/en/candidate.json'), import('../texts/en/question.json')]).then(defaults),
  pl: () =>
    Promise.all([import('../texts/pl/candidate.json'), import('../texts/pl/question.json')]).then(defaults),
};

function defaults(modules: readonly { readonly default: Catalogue }[]): Catalogue[] {
  return modules.map((module) => module.default);
}

export async function loadTexts(language: Language): Promise<Translate> {
  const texts = Object.assign({}, ...(await catalogues[language]())) as Catalogue;
  document.documentElement.lang = language;
  return translator(language, texts);
}

export async function changeTexts(language: Language): Promise<Translate> {
  rememberLanguage(language);
  return loadTexts(language);
}

/** The form of catalogues that the dashboard has: {{value}} in the text, and the form of a plural behind the name. */
export function translator(language: string, texts: Catalogue): Translate {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 4 });
  return (name, values = {}) => {
    const { count } = values;
    const form = typeof count === 'number' ? `${name}_${plurals.select(count)}` : name;
    const text = texts[form] ?? texts[`${name}_other`] ?? texts[name] ?? name;
    return text.replace(/\{\{(\w+)\}\}/g, (place, key: string) => {
      const value = values[key];
      if (value === undefined) return place;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}
