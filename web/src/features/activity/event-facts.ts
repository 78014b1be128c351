/** What a sentence about an event is made of: words of the catalogue `events`, and what fills their places. */
export interface ToldEvent {
  readonly type: string;
  readonly actorType: string;
  readonly actorId: string | null;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly payload: object;
}

/** By identifier; absent where a thing is gone, or not for this reader. */
export type Names = Readonly<Record<string, string>>;

type Payload = Readonly<Record<string, unknown>>;

/** A dot would separate the parts of a text's name. */
export function sentenceName(type: string): string {
  return type.replaceAll('.', '_');
}

/** Events of which several sentences are told, by what stands in their payload. */
export function sentenceContext({ type, payload }: ToldEvent): string | undefined {
  const facts = payload as Payload;
  switch (type) {
    case 'attempt.submitted':
      return facts['passed'] === true ? 'passed' : facts['passed'] === false ? 'failed' : undefined;
    case 'assessment.reminders_changed':
      return facts['enabled'] === true ? 'on' : 'off';
    case 'assessment.created':
      return facts['duplicateOf'] === undefined ? undefined : 'copy';
    case 'questions.added':
      return facts['importId'] === undefined ? undefined : 'import';
    case 'member.password_changed':
      return facts['by'] === 'reset' ? 'reset' : undefined;
    case 'webhook.disabled':
      return facts['reason'] === 'gone' || facts['reason'] === 'failing' ? facts['reason'] : undefined;
    default:
      return undefined;
  }
}

const counts = ['count', 'questionCount', 'itemCount', 'endedAttempts', 'extended'] as const;
const lists = ['fields', 'scopes', 'eventTypes', 'kinds'] as const;

/** What is counted in the sentence, for its plural. */
export function sentenceCount({ payload }: ToldEvent): number | undefined {
  const facts = payload as Payload;
  return counts.map((name) => facts[name]).find((value) => typeof value === 'number');
}

/** The words that depend on the language, and its numbers and times. */
export interface Wording {
  readonly language: string;
  readonly role: (role: string) => string;
  readonly unnamed: (kind: string) => string;
}

export function sentenceValues(event: ToldEvent, names: Names, wording: Wording): Record<string, string> {
  const facts = event.payload as Payload;
  const assessmentId = text(facts['assessmentId']);
  const list = lists.map((name) => facts[name]).find(Array.isArray);
  const time = text(facts['deadlineAt'] ?? facts['expiresAt']);
  return {
    subject: names[event.subjectId] ?? text(facts['title']) ?? wording.unnamed(event.subjectType),
    assessment: (assessmentId && names[assessmentId]) ?? wording.unnamed('assessment'),
    version: String(facts['versionNumber'] ?? ''),
    minutes: String(facts['minutes'] ?? ''),
    role: typeof facts['role'] === 'string' ? wording.role(facts['role']) : '',
    list: list?.join(', ') ?? '',
    percent: new Intl.NumberFormat(wording.language, { maximumFractionDigits: 2 }).format(
      Number(facts['percent'] ?? 0),
    ),
    time:
      time === undefined
        ? ''
        : new Intl.DateTimeFormat(wording.language, { dateStyle: 'medium', timeStyle: 'short' }).format(
            new Date(time),
          ),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
