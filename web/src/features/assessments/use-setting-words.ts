import { useTranslation } from 'react-i18next';
import type { SettingName } from './settings-values.js';

/** The value of a setting in words, where no field shows it: in a conflict, and in what a version changes. */
export function useSettingWords(): (name: SettingName, value: unknown) => string {
  const { t, i18n } = useTranslation(['assessments', 'common']);
  return (name, value) => {
    if (value === null || value === undefined || value === '') return t('noValue');
    if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no');
    switch (name) {
      case 'opensAt':
      case 'closesAt':
        return new Intl.DateTimeFormat(i18n.language, { dateStyle: 'full', timeStyle: 'long' }).format(
          new Date(String(value)),
        );
      case 'reviewPolicy':
        return t(`review_${value as 'none' | 'score' | 'outcomes'}`);
      case 'presentation':
        return t(`presentation_${value as 'one_by_one' | 'all'}`);
      case 'language':
        return t(`language_${value as 'en' | 'pl'}`);
      case 'timeLimitMinutes':
        return t('minutes', { count: Number(value) });
      case 'passMarkPercent':
        return `${Number(value).toLocaleString(i18n.language)} %`;
      default:
        return String(value);
    }
  };
}
