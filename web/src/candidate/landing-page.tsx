import type { ReactNode } from 'react';
import type { Landing } from './api.js';
import { momentWithZone } from './moments.js';
import { PageFrame } from './page-frame.js';
import { useTexts } from './use-texts.js';

interface LandingPageProps {
  readonly landing: Landing;
  /** How to start, where that is possible. */
  readonly children: ReactNode;
}

/** Everything that a candidate should know before the clock runs. Looking at it changes nothing. */
export function LandingPage({ landing, children }: LandingPageProps) {
  const { t, language } = useTexts();
  const { timeLimitMinutes, closesAt, opensAt, description } = landing;
  const above = (
    <p className="eyebrow" dir="auto">
      {t('invitesYou', { employer: landing.employerName })}
    </p>
  );
  return (
    <PageFrame title={landing.title} above={above}>
      {description !== '' && (
        <p className="words" dir="auto">
          {description}
        </p>
      )}
      {landing.state === 'not_open_yet' && opensAt !== null && (
        <p className="notice" role="status">
          <strong>{t('notOpenYetTitle')}</strong>
          <br />
          {t('opensAt', { moment: momentWithZone(opensAt, language) })}
        </p>
      )}
      <dl className="facts">
        <dt>{t('howMuch')}</dt>
        <dd>{t('questionCount', { count: landing.itemCount })}</dd>
        <dt>{t('howLong')}</dt>
        <dd>
          {timeLimitMinutes === null
            ? t('noTimeLimit')
            : `${t('minutes', { count: timeLimitMinutes })}. ${t('timeRuns')}`}
        </dd>
        <dt>{t('untilWhen')}</dt>
        <dd>
          {closesAt === null ? t('noClosing') : t('closesAt', { moment: momentWithZone(closesAt, language) })}
        </dd>
        <dt>{t('howScored')}</dt>
        <dd>
          <ScoringWords landing={landing} />
        </dd>
        <dt>{t('whatAfterwards')}</dt>
        <dd>{t(`review_${landing.reviewPolicy}`)}</dd>
        <dt>{t('whatIsRecorded')}</dt>
        <dd>{t('recordedText', { employer: landing.employerName })}</dd>
      </dl>
      {children}
    </PageFrame>
  );
}

function ScoringWords({ landing }: { readonly landing: Landing }) {
  const { t } = useTexts();
  const { passMarkPercent, scoring } = landing;
  const words = [
    t('scoringPoints'),
    t(scoring.wrongAnswersCost ? 'scoringPenalties' : 'scoringNoPenalties'),
    t(scoring.partialCredit ? 'scoringPartial' : 'scoringWhole'),
    passMarkPercent === null ? t('noPassMark') : t('passMark', { percent: passMarkPercent }),
  ];
  return <>{words.join(' ')}</>;
}
