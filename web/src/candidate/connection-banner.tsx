import type { AttemptSnapshot } from './attempt-snapshot.js';
import { useTexts } from './use-texts.js';

interface ConnectionBannerProps {
  readonly state: AttemptSnapshot;
  readonly lasting: boolean;
  readonly takeOver: () => void;
}

/** What the candidate must not overlook: nothing reaches the server, another page writes, or the time is over. */
export function ConnectionBanner({ state, lasting, takeOver }: ConnectionBannerProps) {
  const { t } = useTexts();
  const { phase, connected, waiting } = state;
  return (
    <div className="banners">
      {phase === 'elsewhere' && (
        <div className="banner bad" role="alert">
          <p>
            <strong>{t('elsewhereTitle')}</strong>{' '}
            {t(waiting > 0 ? 'elsewhereUnsent' : 'elsewhereText', { count: waiting })}
          </p>
          <button type="button" onClick={takeOver}>
            {t('goOnHere')}
          </button>
        </div>
      )}
      {phase === 'time-up' && (
        <p className="banner warn" role="alert">
          <strong>{t('timeUpTitle')}</strong> {t('timeUpText')}
        </p>
      )}
      {phase === 'submitting' && (
        <p className="banner calm" role="status">
          <strong>{t('submittingTitle')}</strong> {t(connected ? 'submittingText' : 'submittingOffline')}
        </p>
      )}
      {!connected && phase !== 'elsewhere' && (
        <p className="banner bad" role="alert">
          <strong>{t('offlineTitle')}</strong>{' '}
          {waiting > 0
            ? `${t('offlineWaiting', { count: waiting })} ${t(lasting ? 'offlineKept' : 'offlineNotKept')}`
            : t('offlineNothing')}
        </p>
      )}
    </div>
  );
}
