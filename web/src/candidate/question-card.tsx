import type { AnswerMark } from './answer-queue.js';
import type { PaperItem } from './api.js';
import type { AttemptSession } from './attempt-session.js';
import { timeOfDay } from './moments.js';
import { QuestionView } from './questions/question-view.js';
import { useTexts } from './use-texts.js';

interface QuestionCardProps {
  readonly item: PaperItem;
  readonly number: number;
  readonly total: number;
  readonly session: AttemptSession;
  readonly response: unknown;
  readonly mark: AnswerMark | undefined;
  readonly isFlagged: boolean;
  readonly readOnly: boolean;
  /** Enter in a field goes on to the next question. */
  readonly onEnter: () => void;
}

export function QuestionCard(props: QuestionCardProps) {
  const { item, number, total, session, response, mark, isFlagged, readOnly, onEnter } = props;
  const { t } = useTexts();
  const { questionId } = item;
  return (
    <section className="card" aria-labelledby={`heading-${questionId}`}>
      <div className="card-head">
        <h2 id={`heading-${questionId}`} tabIndex={-1}>
          {t('questionNumber', { number, total })}
        </h2>
        <span className="dim">{t('points', { count: item.points })}</span>
      </div>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onEnter();
        }}
      >
        <QuestionView
          question={item}
          response={response}
          readOnly={readOnly}
          onAnswer={(answer, how) => session.answer(questionId, answer, how)}
          t={t}
        />
      </form>
      <div className="card-foot">
        <button
          type="button"
          className="quiet flag"
          aria-pressed={isFlagged}
          onClick={() => session.flag(questionId, !isFlagged)}
        >
          {t('flag')}
        </button>
        <SavedMark mark={mark} />
      </div>
    </section>
  );
}

/** "Saved" is the server's word: it stands here only with the time that the server gave. */
function SavedMark({ mark }: { readonly mark: AnswerMark | undefined }) {
  const { t, language } = useTexts();
  return (
    <p className="saved" data-mark={mark?.kind ?? 'none'}>
      {mark?.kind === 'saved' && t('savedAt', { time: timeOfDay(mark.savedAt, language) })}
      {mark?.kind === 'waiting' && t('notSavedYet')}
      {mark?.kind === 'refused' && <span role="alert">{t('answerRefused')}</span>}
    </p>
  );
}
