import { useState } from 'react';
import { candidateApi } from './api.js';
import { FailureText } from './failure-text.js';
import { NoticePage, PageFrame } from './page-frame.js';
import { useTexts } from './use-texts.js';

/** Where the link at the foot of a reminder leads. Opening it changes nothing: mail scanners open every link. */
export function OptOutPage({ token }: { readonly token: string }) {
  const { t } = useTexts();
  const [done, setDone] = useState<{ readonly employerName: string; readonly optedOut: boolean }>();
  const [error, setError] = useState<unknown>();
  if (token === '') return <NoticePage title={t('nothingTitle')}>{t('noTokenText')}</NoticePage>;

  async function choose(isOut: boolean): Promise<void> {
    setError(undefined);
    try {
      setDone(await (isOut ? candidateApi.optOut(token) : candidateApi.optIn(token)));
    } catch (refusal) {
      setError(refusal);
    }
  }

  const isOut = done?.optedOut === true;
  return (
    <PageFrame title={t(isOut ? 'optedOutTitle' : 'optOutTitle')}>
      <p role="status">
        {done === undefined
          ? t('optOutText')
          : t(isOut ? 'optedOutText' : 'optedInText', { employer: done.employerName })}
      </p>
      {error !== undefined && <FailureText error={error} />}
      <p className="actions">
        <button type="button" className={isOut ? '' : 'main'} onClick={() => void choose(!isOut)}>
          {t(isOut ? 'optIn' : 'optOut')}
        </button>
      </p>
    </PageFrame>
  );
}
