/** The languages that have a catalogue in the folder beside this file. */
export const languages = ['en', 'pl'] as const;
export type Language = (typeof languages)[number];

export const languageNames: Readonly<Record<Language, string>> = { en: 'English', pl: 'Polski' };

const storageName = 'assay.language';

/** What the reader chose, else the first language of the browser that we have, else English. */
export function readerLanguage(): Language {
  const wanted = [stored(), ...navigator.languages.map((tag) => tag.split('-', 1)[0])];
  return wanted.find(isLanguage) ?? 'en';
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(storageName, language);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the page.
  }
}

export function isLanguage(tag: string | null | undefined): tag is Language {
  return (languages as readonly (string | null | undefined)[]).includes(tag);
}

function stored(): string | null {
  try {
    return localStorage.getItem(storageName);
  } catch {
    return null;
  }
}
