import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readerZone } from '../../components/moment.js';

interface ExpiryFieldProps {
  /** A day such as 2027-03-01, or nothing for the default. */
  readonly value: string;
  readonly onChange: (day: string) => void;
}

/** The browser's own date field: it knows the reader's order of day and month, and phones show a calendar. */
export function ExpiryField({ value, onChange }: ExpiryFieldProps) {
  const { t } = useTranslation('share');
  return (
    <TextInput
      type="date"
      label={t('expiry')}
      description={value === '' ? t('expiryDefault') : t('expiryText', { zone: readerZone() })}
      value={value}
      min={dayAhead(1)}
      max={dayAhead(365)}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Whoever is told a day may still start on it. */
export function endOfDay(day: string): string {
  return new Date(`${day}T23:59:59`).toISOString();
}

function dayAhead(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
