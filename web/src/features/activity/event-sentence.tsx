import type { ReactNode } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { useMay } from '../../app/session.js';
import { TextLink } from '../../components/links.js';
import {
  sentenceContext,
  sentenceCount,
  sentenceName,
  sentenceValues,
  type Names,
  type ToldEvent,
} from './event-facts.js';

interface EventSentenceProps {
  readonly event: ToldEvent;
  readonly names: Names;
}

/** An event in plain words, with links to what it speaks of. One that has no sentence yet is named as programs name it. */
export function EventSentence({ event, names }: EventSentenceProps) {
  const { t, i18n } = useTranslation('events');
  const name = sentenceName(event.type);
  const count = sentenceCount(event);
  const context = sentenceContext(event);
  const options = { ...(count === undefined ? {} : { count }), ...(context ? { context } : {}) };
  const values = sentenceValues(event, names, {
    language: i18n.language,
    role: (role) => t(`role_${role}` as 'role_owner'),
    unnamed: (kind) => t([`unnamed_${kind}`, 'unnamed_something'] as unknown as 'unnamed_something'),
  });
  const { assessmentId } = event.payload as { readonly assessmentId?: string };
  if (!i18n.exists(`events:${name}`, options)) return <>{t('unknownType', { type: event.type })}</>;
  return (
    <Trans
      ns="events"
      // Which texts there are is not known to the compiler here; test/contract/event-sentences.spec.ts knows.
      i18nKey={name as never}
      values={values}
      {...options}
      components={{
        subject: <Thing kind={event.subjectType} id={event.subjectId} names={names} />,
        assessment: <Thing kind="assessment" id={assessmentId} names={names} />,
      }}
    />
  );
}

interface ThingProps {
  readonly kind: string;
  readonly id: string | undefined;
  readonly names: Names;
  readonly children?: ReactNode;
}

/** A link where there is something to see behind it for this reader. */
function Thing({ kind, id, names, children }: ThingProps) {
  const mayReadKeys = useMay('api-keys.read');
  const mayReadWebhooks = useMay('webhooks.read');
  const text = <bdi>{children}</bdi>;
  if (id === undefined || names[id] === undefined) return text;
  switch (kind) {
    case 'assessment':
      return (
        <TextLink to="/assessments/$id" params={{ id }} inherit underline="always">
          {text}
        </TextLink>
      );
    case 'webhook':
      return mayReadWebhooks ? (
        <TextLink to="/settings/webhooks/$id" params={{ id }} inherit underline="always">
          {text}
        </TextLink>
      ) : (
        text
      );
    case 'api_key':
      return mayReadKeys ? (
        <TextLink to="/settings/api-keys" inherit underline="always">
          {text}
        </TextLink>
      ) : (
        text
      );
    case 'member':
      return (
        <TextLink to="/settings/members" inherit underline="always">
          {text}
        </TextLink>
      );
    default:
      return text;
  }
}

/** Who did it. */
export function EventActor({ event: { actorType, actorId }, names }: EventSentenceProps) {
  const { t } = useTranslation('events');
  const name = actorId === null ? undefined : names[actorId];
  if (actorType === 'api_key') return <>{name ? t('byKey', { name }) : t('bySomeKey')}</>;
  if (actorType === 'system') return <>{t('bySystem')}</>;
  return <bdi>{name ?? t(actorType === 'candidate' ? 'unnamed_candidate' : 'unnamed_member')}</bdi>;
}
