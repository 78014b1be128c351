import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { readerLanguage, rememberLanguage, type Language } from './languages.js';
import * as english from './en/index.js';

export type Catalogue = typeof english;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Catalogue;
  }
}

/** English is part of the program; another language is fetched when it is wanted. */
const others: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Record<string, object>>>> = {
  pl: () => import('./pl/index.js'),
};

export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'common',
    resources: { en: { ...english } },
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await changeLanguage(readerLanguage());
}

export async function changeLanguage(language: Language): Promise<void> {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'common')) {
    const catalogue = await others[language]();
    for (const [namespace, texts] of Object.entries(catalogue))
      i18next.addResourceBundle(language, namespace, texts);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  rememberLanguage(language);
}
