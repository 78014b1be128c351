import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readerLanguage, rememberLanguage, type Language } from './languages.js';

export type Catalogue = typeof import('./en/index.js');

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Catalogue;
  }
}

/** A language is fetched when it is wanted, and nobody fetches two: a test sees to it that each is complete. */
const catalogues: Readonly<Record<Language, () => Promise<Record<string, object>>>> = {
  en: () => import('./en/index.js'),
  pl: () => import('./pl/index.js'),
};

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    defaultNS: 'common',
    resources: {},
    fallbackLng: false,
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await changeLanguage(readerLanguage());
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'common')) {
    const catalogue = await catalogues[language]();
    for (const [namespace, texts] of Object.entries(catalogue))
      i18next.addResourceBundle(language, namespace, texts);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  rememberLanguage(language);
}
