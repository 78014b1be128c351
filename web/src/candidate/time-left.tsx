import { useEffect, useRef, useState } from 'react';
import type { AttemptSession } from './attempt-session.js';
import { clockText, minutesPassed, timeParts } from './countdown.js';
import type { Translate } from './texts.js';
import { useTexts } from './use-texts.js';

interface TimeLeftProps {
  readonly session: AttemptSession;
}

const stepMilliseconds = 250;

/** The countdown: may be hidden, is read out at 10, 5 and 1 minutes and when asked, and is never a live region itself. */
export function TimeLeft({ session }: TimeLeftProps) {
  const { t } = useTexts();
  const [isShown, setShown] = useState(true);
  const [said, setSaid] = useState('');
  const remaining = useRemaining(session, (minutes) => setSaid(t('minutesLeft', { count: minutes })));
  if (remaining === null) return <p className="time dim">{t('noTimeLimit')}</p>;

  function tell(): void {
    // Emptied first: the same words twice would not be read out.
    setSaid('');
    requestAnimationFrame(() => setSaid(timeInWords(session.time.countdown.remaining() ?? 0, t)));
  }

  return (
    <div className="time" data-soon={remaining <= 5 * 60_000}>
      <span className="time-label">{t('timeLeft')}</span>
      {/* The number changes each second: to be seen and not to be heard. */}
      <span className="time-value" aria-hidden>
        {isShown ? clockText(remaining) : '–:––'}
      </span>
      <span className="time-actions">
        <button type="button" className="quiet" aria-pressed={!isShown} onClick={() => setShown(!isShown)}>
          {t('hideTime')}
        </button>
        <button type="button" className="quiet" onClick={tell}>
          {t('tellTime')}
        </button>
      </span>
      <p className="time-said" role="status">
        {said}
      </p>
    </div>
  );
}

function useRemaining(session: AttemptSession, onMark: (minutes: number) => void): number | null {
  const { countdown } = session.time;
  const [shown, setShown] = useState(() => countdown.remaining());
  const mark = useRef(onMark);
  mark.current = onMark;
  useEffect(() => {
    let before = countdown.remaining();
    const timer = setInterval(() => {
      if (countdown.hasSlept()) void session.resync();
      const now = countdown.remaining();
      const minutes = minutesPassed(before, now);
      if (minutes !== undefined) mark.current(minutes);
      if (now === 0) void session.timeUp();
      before = now;
      // Only a new second is worth rendering.
      setShown((last) => (last !== null && now !== null && clockText(last) === clockText(now) ? last : now));
    }, stepMilliseconds);
    return () => clearInterval(timer);
  }, [session, countdown]);
  return shown;
}

function timeInWords(milliseconds: number, t: Translate): string {
  const { hours, minutes, seconds } = timeParts(milliseconds);
  const parts = [
    hours > 0 ? t('hours', { count: hours }) : '',
    minutes > 0 ? t('minutes', { count: minutes }) : '',
    hours === 0 && minutes < 5 ? t('seconds', { count: seconds }) : '',
  ];
  return `${t('timeLeft')}: ${parts.filter((part) => part !== '').join(' ')}`;
}
