import { ApiProblem, NoConnection } from '../api/problem.js';
import { NoticePage } from './page-frame.js';
import { useTexts } from './use-texts.js';

interface FailurePageProps {
  readonly error: unknown;
  readonly retry: () => void;
}

/** What keeps a page from opening: each reason has its own words, and a way on where there is one. */
export function FailurePage({ error, retry }: FailurePageProps) {
  const { t } = useTexts();
  const again = (
    <button type="button" className="main" onClick={retry}>
      {t('tryAgain')}
    </button>
  );
  if (error instanceof NoConnection)
    return (
      <NoticePage title={t('noConnectionTitle')} action={again}>
        {t('noConnectionText')}
      </NoticePage>
    );
  if (!(error instanceof ApiProblem))
    return <NoticePage title={t('failedTitle')}>{String(error)}</NoticePage>;
  switch (error.code) {
    case 'not-found':
      return <NoticePage title={t('nothingTitle')}>{t('nothingText')}</NoticePage>;
    case 'gone':
      return <GonePage reason={String(error.problem['reason'] ?? '')} />;
    case 'assessment-not-open-yet':
      return (
        <NoticePage title={t('notOpenYetTitle')} action={again}>
          {t('notOpenYetText')}
        </NoticePage>
      );
    case 'attempt-open-elsewhere':
      return <NoticePage title={t('startedElsewhereTitle')}>{t('startedElsewhereText')}</NoticePage>;
    case 'too-many-requests':
    case 'service-unavailable':
      return (
        <NoticePage title={t('busyTitle')} action={again}>
          {t('busyText')}
        </NoticePage>
      );
    default:
      return (
        <NoticePage title={t('failedTitle')} action={again}>
          {t('failedText', { reference: error.problem.instance })}
        </NoticePage>
      );
  }
}

export function GonePage({ reason }: { readonly reason: string }) {
  const { t } = useTexts();
  switch (reason) {
    case 'revoked':
      return <NoticePage title={t('revokedTitle')}>{t('revokedText')}</NoticePage>;
    case 'expired':
      return <NoticePage title={t('expiredTitle')}>{t('expiredText')}</NoticePage>;
    case 'full':
      return <NoticePage title={t('fullTitle')}>{t('fullText')}</NoticePage>;
    default:
      return <NoticePage title={t('closedTitle')}>{t('closedText')}</NoticePage>;
  }
}
