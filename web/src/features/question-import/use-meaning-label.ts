import { useTranslation } from 'react-i18next';
import type { ColumnMeaning } from './import.queries.js';

/** The server names meanings in English; a language that has its own words for one uses these. */
export function useMeaningLabel(): (meaning: ColumnMeaning, number?: number) => string {
  const { t, i18n } = useTranslation('imports');
  return ({ name, label }, number) => {
    const key = `meaning_${name}` as 'meaning_question';
    const words = i18n.exists(`imports:${key}`) ? t(key) : label;
    return number === undefined ? words : `${words} ${number}`;
  };
}
