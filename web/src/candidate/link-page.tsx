import { candidateApi, randomKey, type Landing } from './api.js';
import { attemptAddress } from './address.js';
import type { AttemptStore, KeptAttempt } from './attempt-store.js';
import { FailurePage, GonePage } from './failure-page.js';
import { LandingPage } from './landing-page.js';
import { LoadingPage } from './page-frame.js';
import { StartForm, type Person } from './start-form.js';
import { goTo } from './use-address.js';
import { useLoaded } from './use-loaded.js';
import { useTexts } from './use-texts.js';

interface LinkPageProps {
  readonly slug: string;
  readonly store: AttemptStore;
}

interface Opened {
  readonly landing: Landing;
  /** An attempt by this link that this browser has begun and not submitted. */
  readonly begun: KeptAttempt | undefined;
}

export function LinkPage({ slug, store }: LinkPageProps) {
  const { t } = useTexts();
  const [opened, reload] = useLoaded(async (): Promise<Opened> => {
    const [landing, attempts] = await Promise.all([
      candidateApi.landing(slug),
      store.attempts().catch(() => []),
    ]);
    return { landing, begun: attempts.find((attempt) => attempt.slug === slug) };
  });
  if (opened.state === 'loading') return <LoadingPage />;
  if (opened.state === 'failed') return <FailurePage error={opened.error} retry={reload} />;
  const { landing, begun } = opened.value;
  // With a code who has begun elsewhere may go on here, though no place is left for others.
  const mayBeBack = landing.state === 'full' && landing.requiresEmailVerification;
  if (begun === undefined && !mayBeBack && (landing.state === 'closed' || landing.state === 'full'))
    return <GonePage reason={landing.state} />;

  async function start(person: Person): Promise<void> {
    const fresh = randomKey();
    const key = await store.startKey(slug, fresh).catch(() => fresh);
    const { attemptId, attemptToken } = await candidateApi.startByLink(slug, person, key);
    await store.keepAttempt({ attemptId, token: attemptToken, slug, flagged: [] });
    goTo(attemptAddress(attemptId));
  }

  return (
    <LandingPage landing={landing}>
      {begun !== undefined ? (
        <>
          <p>{t('begunText')}</p>
          <button type="button" className="main" onClick={() => goTo(attemptAddress(begun.attemptId))}>
            {t('goOn')}
          </button>
        </>
      ) : (
        (landing.state === 'open' || mayBeBack) && (
          <StartForm
            landing={landing}
            asks="email-and-name"
            onStart={start}
            {...(landing.requiresEmailVerification
              ? { onSendCode: (email) => candidateApi.sendCode(slug, email) }
              : {})}
          />
        )
      )}
    </LandingPage>
  );
}
