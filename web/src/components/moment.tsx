import { useTranslation } from 'react-i18next';

interface MomentProps {
  /** RFC 3339, as the server sends it. */
  readonly at: string;
  readonly withTime?: boolean;
}

/** A time in the reader's zone and language; the exact one with its zone is in the tooltip and for machines. */
export function Moment({ at, withTime = true }: MomentProps) {
  const { i18n } = useTranslation();
  const date = new Date(at);
  const short = new Intl.DateTimeFormat(i18n.language, {
    dateStyle: 'medium',
    ...(withTime ? { timeStyle: 'short' as const } : {}),
  });
  const exact = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'full', timeStyle: 'long' });
  return (
    <time dateTime={at} title={exact.format(date)}>
      {short.format(date)}
    </time>
  );
}

/** The zone in which this device shows times. */
export function readerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
