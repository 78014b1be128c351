import { useEffect, useState, useSyncExternalStore } from 'react';
import { AttemptSession } from './attempt-session.js';
import { candidateApi } from './api.js';
import { TabEndedAttempts } from './ended-attempts.js';
import { FinishedPage } from './finished-page.js';
import type { OpenedStore } from './indexed-store.js';
import { ConnectionBanner } from './connection-banner.js';
import { LoadingPage, NoticePage } from './page-frame.js';
import { pageTimers } from './retries.js';
import { Runner } from './runner.js';
import { followTime } from './time-stream.js';
import { listenToPage, WriterChannel } from './page-events.js';
import { useTexts } from './use-texts.js';

interface AttemptPageProps {
  readonly attemptId: string;
  readonly opened: OpenedStore;
}

const endedAttempts = new TabEndedAttempts();

/** One visit to an attempt. Taking it over again is a new visit. */
export function AttemptPage({ attemptId, opened }: AttemptPageProps) {
  const [visit, setVisit] = useState(1);
  return <Visit key={visit} attemptId={attemptId} opened={opened} takeOver={() => setVisit(visit + 1)} />;
}

function Visit({ attemptId, opened, takeOver }: AttemptPageProps & { readonly takeOver: () => void }) {
  const { t } = useTexts();
  const session = useSession(attemptId, opened);
  const state = useSyncExternalStore(session.subscribe, session.snapshot);
  switch (state.phase) {
    case 'opening':
      return state.failure === undefined ? (
        <LoadingPage />
      ) : (
        <NoticePage title={t('openingTitle')}>
          {t(state.connected ? 'busyText' : 'noConnectionWaiting')}
        </NoticePage>
      );
    case 'lost':
      return <NoticePage title={t('lostTitle')}>{t('lostText')}</NoticePage>;
    case 'finished':
      return (
        <FinishedPage
          state={state}
          questions={endedAttempts.find(attemptId)?.questions ?? []}
          goOn={takeOver}
        />
      );
    default:
      return (
        <Runner
          session={session}
          state={state}
          banner={<ConnectionBanner state={state} lasting={opened.lasting} takeOver={takeOver} />}
        />
      );
  }
}

function useSession(attemptId: string, { store }: OpenedStore): AttemptSession {
  const [{ session, channel }] = useState(() => {
    const channel = new WriterChannel();
    const session = new AttemptSession(attemptId, {
      api: candidateApi,
      store,
      ended: endedAttempts,
      timers: pageTimers,
      followTime,
      announceWriter: (id, writer) => channel.announce(id, writer),
    });
    return { session, channel };
  });
  useEffect(() => {
    void session.open();
    const ears = [listenToPage(session), channel.listen(attemptId, (writer) => session.heardWriter(writer))];
    return () => {
      for (const stopListening of ears) stopListening();
      session.leave();
      session.stop();
    };
  }, [session, channel, attemptId]);
  return session;
}
