import { candidateApi, type OpenedInvite } from './api.js';
import { attemptAddress } from './address.js';
import type { AttemptStore } from './attempt-store.js';
import { FailurePage, GonePage } from './failure-page.js';
import { LandingPage } from './landing-page.js';
import { LoadingPage, NoticePage } from './page-frame.js';
import { StartForm } from './start-form.js';
import { goTo } from './use-address.js';
import { useLoaded } from './use-loaded.js';
import { useTexts } from './use-texts.js';

interface InvitePageProps {
  readonly token: string;
  readonly store: AttemptStore;
}

export function InvitePage({ token, store }: InvitePageProps) {
  const { t } = useTexts();
  const [opened, reload] = useLoaded((): Promise<OpenedInvite> => candidateApi.openInvite(token));
  if (token === '') return <NoticePage title={t('nothingTitle')}>{t('noTokenText')}</NoticePage>;
  if (opened.state === 'loading') return <LoadingPage />;
  if (opened.state === 'failed') return <FailurePage error={opened.error} retry={reload} />;
  const landing = opened.value;
  if (landing.attemptState === 'finished')
    return <NoticePage title={t('alreadySubmittedTitle')}>{t('alreadySubmittedText')}</NoticePage>;
  const hasStarted = landing.attemptState === 'in_progress';
  if (!hasStarted && landing.state === 'closed') return <GonePage reason="closed" />;

  async function start({ name }: { name: string }): Promise<void> {
    const body = { token, ...(name === '' ? {} : { name }) };
    const { attemptId, attemptToken } = await candidateApi.startByInvite(body);
    const kept = await store.attempt(attemptId).catch(() => undefined);
    await store.keepAttempt({ flagged: [], ...kept, attemptId, token: attemptToken });
    goTo(attemptAddress(attemptId));
  }

  return (
    <LandingPage landing={landing}>
      {hasStarted && <p>{t('begunText')}</p>}
      {(hasStarted || landing.state === 'open') && (
        <StartForm
          landing={landing}
          asks={hasStarted || landing.invitedName !== '' ? 'nothing' : 'name'}
          invitedAs={
            landing.invitedName === ''
              ? landing.invitedEmail
              : `${landing.invitedName}, ${landing.invitedEmail}`
          }
          onStart={start}
          goesOn={hasStarted}
        />
      )}
    </LandingPage>
  );
}
