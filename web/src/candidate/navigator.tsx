import type { OverviewEntry } from './overview.js';
import { useTexts } from './use-texts.js';

interface NavigatorProps {
  readonly entries: readonly OverviewEntry[];
  /** The place of the question that is shown, from 0. */
  readonly current: number | undefined;
  readonly isReviewing: boolean;
  readonly onShow: (place: number) => void;
  readonly onReview: () => void;
}

/** All questions at a glance; a click goes there. On a narrow screen it is folded away until it is wanted. */
export function Navigator({ entries, current, isReviewing, onShow, onReview }: NavigatorProps) {
  const { t } = useTexts();
  const answered = entries.filter((entry) => entry.answered).length;
  return (
    <details className="navigator" open={window.matchMedia('(min-width: 60rem)').matches}>
      <summary>
        <span>{t('questions')}</span>{' '}
        <span className="dim">{t('answeredOf', { answered, total: entries.length })}</span>
      </summary>
      <nav aria-label={t('questions')}>
        <ol>
          {entries.map(({ questionId, number, answered: isAnswered, flagged }, place) => (
            <li key={questionId}>
              <button
                type="button"
                className="place"
                data-answered={isAnswered}
                data-flagged={flagged}
                aria-current={place === current ? 'step' : undefined}
                aria-label={`${t('question', { number })}, ${t(isAnswered ? 'answered' : 'unanswered')}${flagged ? `, ${t('flagged')}` : ''}`}
                onClick={() => onShow(place)}
              >
                {number}
              </button>
            </li>
          ))}
        </ol>
        <ul className="legend" aria-hidden>
          <li>
            <span className="place" data-answered="true" /> {t('answered')}
          </li>
          <li>
            <span className="place" data-answered="false" /> {t('unanswered')}
          </li>
          <li>
            <span className="place" data-answered="false" data-flagged="true" /> {t('flagged')}
          </li>
        </ul>
        <button
          type="button"
          className="wide"
          aria-current={isReviewing ? 'step' : undefined}
          onClick={onReview}
        >
          {t('review')}
        </button>
      </nav>
    </details>
  );
}
