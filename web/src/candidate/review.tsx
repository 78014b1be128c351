import { useState } from 'react';
import type { AttemptSession } from './attempt-session.js';
import type { AttemptSnapshot } from './attempt-snapshot.js';
import { FailureText } from './failure-text.js';
import type { OverviewEntry } from './overview.js';
import { useTexts } from './use-texts.js';

interface ReviewProps {
  readonly session: AttemptSession;
  readonly state: AttemptSnapshot;
  readonly entries: readonly OverviewEntry[];
  readonly onShow: (place: number) => void;
}

/** What is answered, what is not, and the way to submit, which asks once more. */
export function Review({ session, state, entries, onShow }: ReviewProps) {
  const { t } = useTexts();
  const [isAsking, setAsking] = useState(false);
  const unanswered = entries.filter((entry) => !entry.answered);
  const flagged = entries.filter((entry) => entry.flagged);

  function ask(): void {
    setAsking(true);
    requestAnimationFrame(() => document.getElementById('confirm-heading')?.focus());
  }

  return (
    <section className="card review" aria-labelledby="review-heading">
      <h2 id="review-heading" tabIndex={-1}>
        {t('reviewTitle')}
      </h2>
      <p>{t('answeredOf', { answered: entries.length - unanswered.length, total: entries.length })}</p>
      <EntryList title={t('unansweredTitle')} entries={unanswered} onShow={onShow} empty={t('allAnswered')} />
      {flagged.length > 0 && <EntryList title={t('flaggedTitle')} entries={flagged} onShow={onShow} />}
      {state.failure !== undefined && state.phase === 'running' && <FailureText error={state.failure} />}
      {isAsking ? (
        <div className="confirm">
          <h3 id="confirm-heading" tabIndex={-1}>
            {t('confirmTitle')}
          </h3>
          <p>
            {unanswered.length > 0 && <>{t('confirmUnanswered', { count: unanswered.length })} </>}
            {t('confirmText')}
          </p>
          <p className="actions">
            <button
              type="button"
              className="main large"
              aria-disabled={state.phase !== 'running'}
              onClick={() => void session.submit()}
            >
              {t(state.phase === 'submitting' ? 'submittingTitle' : 'submitNow')}
            </button>
            <button type="button" disabled={state.phase !== 'running'} onClick={() => setAsking(false)}>
              {t('notYet')}
            </button>
          </p>
        </div>
      ) : (
        <p className="actions">
          <button type="button" className="main large" disabled={state.phase !== 'running'} onClick={ask}>
            {t('submit')}
          </button>
          <button type="button" onClick={() => onShow(0)}>
            {t('backToQuestions')}
          </button>
        </p>
      )}
    </section>
  );
}

interface EntryListProps {
  readonly title: string;
  readonly entries: readonly OverviewEntry[];
  readonly onShow: (place: number) => void;
  readonly empty?: string;
}

function EntryList({ title, entries, onShow, empty }: EntryListProps) {
  const { t } = useTexts();
  return (
    <>
      <h3>{title}</h3>
      {entries.length === 0 && <p>{empty}</p>}
      <ul className="entries">
        {entries.map(({ questionId, number, text }) => (
          <li key={questionId}>
            <button type="button" className="entry" onClick={() => onShow(number - 1)}>
              <span className="entry-number">{t('question', { number })}</span>
              <span className="entry-text" dir="auto">
                {text}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
