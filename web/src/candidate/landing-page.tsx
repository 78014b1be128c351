import type { ReactNode } from 'react';
import type { Landing, OpenedInvite } from './api.js';
import { momentWithZone } from './moments.js';
import { PageFrame } from './page-frame.js';
import type { Translate } from './texts.js';
import { useTexts } from './use-texts.js';

interface LandingPageProps {
  /** An invite may give more time than the version. */
  readonly landing: Landing & Partial<Pick<OpenedInvite, 'ownTimeLimitSeconds'>>;
  /** How to start, where that is possible. */
  readonly children: ReactNode;
}

/** Part of a minute comes of a share of the version's time alone: 25 % of 30 minutes. */
function limitInWords(seconds: number, t: Translate): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  const words = [
    minutes > 0 ? t('minutes', { count: minutes }) : '',
    rest > 0 ? t('seconds', { count: rest }) : '',
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** Everything that a candidate should know before the clock runs. Looking at it changes nothing. */
export function LandingPage({ landing, children }: LandingPageProps) {
  const { t, language } = useTexts();
  const { timeLimitMinutes, closesAt, opensAt, description } = landing;
  const ofVersion = timeLimitMinutes === null ? null : timeLimitMinutes * 60;
  const timeLimitSeconds = landing.ownTimeLimitSeconds ?? ofVersion;
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
          {timeLimitSeconds === null
            ? t('noTimeLimit')
            : `${limitInWords(timeLimitSeconds, t)}. ${t('timeRuns')}`}
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
