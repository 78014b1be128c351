import type { AttemptSnapshot } from './attempt-snapshot.js';
import type { Result } from './api.js';
import { PageFrame } from './page-frame.js';
import { ReceiptDetails } from './receipt-details.js';
import { useTexts } from './use-texts.js';

interface FinishedPageProps {
  readonly state: AttemptSnapshot;
  /** The questions in the order in which the candidate saw them. */
  readonly questions: readonly string[];
  readonly goOn: () => void;
}

export function FinishedPage({ state, questions, goOn }: FinishedPageProps) {
  const { t } = useTexts();
  const { receipt, result, notReceived } = state;
  if (receipt === undefined) return null;
  const numbers = notReceived
    .map((questionId) => questions.indexOf(questionId) + 1)
    .filter((number) => number > 0);
  return (
    <PageFrame title={t(`finished_${receipt.reason}`)}>
      {state.reopened && (
        <div className="notice good" role="alert">
          <p>
            <strong>{t('reopenedTitle')}</strong> {t('reopenedText')}
          </p>
          <button type="button" className="main" onClick={goOn}>
            {t('goOn')}
          </button>
        </div>
      )}
      <p>{t(`finishedText_${receipt.reason}`)}</p>
      {numbers.length > 0 && (
        <p className="notice bad" role="alert">
          {t('notReceived', { count: numbers.length, numbers: numbers.join(', ') })}
        </p>
      )}
      <ResultPart result={result} questions={questions} />
      <h2>{t('receiptTitle')}</h2>
      <p>{t('receiptText')}</p>
      <ReceiptDetails receipt={receipt} />
    </PageFrame>
  );
}

function ResultPart({
  result,
  questions,
}: {
  readonly result: Result | undefined;
  readonly questions: readonly string[];
}) {
  const { t } = useTexts();
  if (result === undefined) return <p role="status">{t('resultLoading')}</p>;
  if (result.reviewPolicy === 'none') return <p>{t('resultNone')}</p>;
  return (
    <section className="result" aria-labelledby="result-heading">
      <h2 id="result-heading">{t('resultTitle')}</h2>
      <p className="score">
        <strong>{t('percent', { percent: result.percent ?? 0 })}</strong>{' '}
        {t('pointsOf', { points: result.points ?? 0, maximum: result.maximumPoints ?? 0 })}
      </p>
      {typeof result.passed === 'boolean' && (
        <p className={result.passed ? 'notice good' : 'notice'}>
          {t(result.passed ? 'passed' : 'notPassed')}
        </p>
      )}
      {result.items && <Outcomes items={result.items} questions={questions} />}
    </section>
  );
}

function Outcomes({
  items,
  questions,
}: {
  items: NonNullable<Result['items']>;
  questions: readonly string[];
}) {
  const { t } = useTexts();
  const place = (questionId: string): number => questions.indexOf(questionId);
  const ordered =
    questions.length === 0 ? items : [...items].sort((a, b) => place(a.questionId) - place(b.questionId));
  return (
    <ol className="outcomes">
      {ordered.map(({ questionId, status, points }, index) => (
        <li key={questionId}>
          <span>{t('question', { number: index + 1 })}</span> <span>{t(`outcome_${status}`)}</span>{' '}
          <span className="dim">{t('points', { count: points })}</span>
        </li>
      ))}
    </ol>
  );
}
