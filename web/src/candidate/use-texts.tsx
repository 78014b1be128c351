import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import { languageNames, languages, type Language } from '../texts/languages.js';
import { changeTexts, type Translate } from './texts.js';

interface TextsValue {
  readonly t: Translate;
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const TextsContext = createContext<TextsValue | undefined>(undefined);

interface TextsProps {
  readonly initial: { readonly language: Language; readonly t: Translate };
  readonly children: ReactNode;
}

export function Texts({ initial, children }: TextsProps) {
  const [{ language, t }, setTexts] = useState(initial);
  const value = useMemo(
    () => ({
      t,
      language,
      setLanguage: (wanted: Language) =>
        void changeTexts(wanted).then((changed) => setTexts({ language: wanted, t: changed })),
    }),
    [t, language],
  );
  return <TextsContext value={value}>{children}</TextsContext>;
}

export function useTexts(): TextsValue {
  const value = useContext(TextsContext);
  if (value === undefined) throw new Error('There are no texts around this component.');
  return value;
}

export function LanguageSwitch() {
  const { t, language, setLanguage } = useTexts();
  return (
    <div className="languages" role="group" aria-label={t('language')}>
      {languages.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          className="quiet"
          aria-pressed={each === language}
          onClick={() => setLanguage(each)}
        >
          {languageNames[each]}
        </button>
      ))}
    </div>
  );
}
