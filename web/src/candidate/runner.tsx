import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { AttemptSession } from './attempt-session.js';
import type { AttemptSnapshot } from './attempt-snapshot.js';
import { Navigator } from './navigator.js';
import { QuestionCard } from './question-card.js';
import { Review } from './review.js';
import { TimeLeft } from './time-left.js';
import { overview } from './overview.js';
import { useTexts } from './use-texts.js';

interface RunnerProps {
  readonly session: AttemptSession;
  readonly state: AttemptSnapshot;
  readonly banner: ReactNode;
}

/** The assessment while it runs: one question at a time or all of them, as its author chose, and the review at the end. */
export function Runner({ session, state, banner }: RunnerProps) {
  const { t } = useTexts();
  const paper = state.paper!;
  const { items } = paper;
  const isWhole = paper.presentation === 'all';
  const [place, setPlace] = useState(() =>
    Math.max(
      0,
      items.findIndex(({ questionId }) => questionId === state.place),
    ),
  );
  const [isReviewing, setReviewing] = useState(false);
  const entries = useMemo(
    () => overview(items, state.responses, state.flagged),
    [items, state.responses, state.flagged],
  );
  const readOnly = state.phase !== 'running';

  useEffect(() => {
    document.title = paper.title;
  }, [paper.title]);

  function show(number: number): void {
    setReviewing(false);
    setPlace(number);
    const { questionId } = items[number]!;
    session.visit(questionId);
    focusSoon(`heading-${questionId}`);
  }

  function review(): void {
    setReviewing(true);
    focusSoon('review-heading');
  }

  const shown = isWhole ? items : items.slice(place, place + 1);
  return (
    <div className="runner">
      <header className="runner-top">
        {banner}
        <div className="runner-head">
          <h1 dir="auto">{paper.title}</h1>
          <TimeLeft session={session} />
        </div>
      </header>
      <div className="runner-body">
        <Navigator
          entries={entries}
          current={isReviewing || isWhole ? undefined : place}
          onShow={show}
          onReview={review}
          isReviewing={isReviewing}
        />
        <main className="runner-main">
          {isReviewing ? (
            <Review session={session} state={state} entries={entries} onShow={show} />
          ) : (
            <>
              {shown.map((item) => (
                <QuestionCard
                  key={item.questionId}
                  item={item}
                  number={items.indexOf(item) + 1}
                  total={items.length}
                  session={session}
                  response={state.responses.get(item.questionId)}
                  mark={session.queue.mark(item.questionId)}
                  isFlagged={state.flagged.has(item.questionId)}
                  readOnly={readOnly}
                  onEnter={() => (!isWhole && place < items.length - 1 ? show(place + 1) : undefined)}
                />
              ))}
              <nav className="steps" aria-label={t('steps')}>
                {!isWhole && (
                  <button type="button" disabled={place === 0} onClick={() => show(place - 1)}>
                    {t('back')}
                  </button>
                )}
                {!isWhole && place < items.length - 1 ? (
                  <button type="button" className="main" onClick={() => show(place + 1)}>
                    {t('next')}
                  </button>
                ) : (
                  <button type="button" className="main" onClick={review}>
                    {t('review')}
                  </button>
                )}
              </nav>
            </>
          )}
        </main>
      </div>
    </div>
  );
}

/** Focus goes to where the work is, once it is there. */
function focusSoon(id: string): void {
  requestAnimationFrame(() => {
    const target = document.getElementById(id);
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: 'start' });
  });
}
