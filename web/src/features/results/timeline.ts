import type { components } from '../../api/schema.js';
import type { Submission } from './results.queries.js';

export type TimeChange = components['schemas']['TimeChangeView'];

export type TimelineEntry =
  | {
      readonly kind:
        | 'invited'
        | 'started'
        | 'firstSaved'
        | 'lastSaved'
        | 'earlierSubmission'
        | 'ended'
        | 'received'
        | 'rescored';
      readonly at: string;
    }
  | {
      readonly kind: 'extension' | 'reopening';
      readonly at: string;
      readonly minutes: number;
      readonly reason: string;
    };

/** What happened in one attempt, the earliest first; of what happened in one moment, as it must have come about. */
export function timelineOf(submission: Submission, changes: readonly TimeChange[]): TimelineEntry[] {
  const saved = submission.items.flatMap(({ savedAt }) => savedAt ?? []).sort();
  const [first] = saved;
  const last = saved.at(-1);
  const entries: TimelineEntry[] = [
    ...(submission.invitedAt === null ? [] : [{ kind: 'invited' as const, at: submission.invitedAt }]),
    { kind: 'started', at: submission.startedAt },
    ...(first === undefined ? [] : [{ kind: 'firstSaved' as const, at: first }]),
    ...(last === undefined || saved.length < 2 ? [] : [{ kind: 'lastSaved' as const, at: last }]),
    ...submission.earlierSubmissions.map(({ finishedAt }) => ({
      kind: 'earlierSubmission' as const,
      at: finishedAt,
    })),
    ...changes.map(({ kind, changedAt, minutes, reason }) => ({
      kind: kind as 'extension' | 'reopening',
      at: changedAt,
      minutes,
      reason,
    })),
    { kind: 'ended', at: submission.finishedAt },
    { kind: 'received', at: submission.receivedAt },
    ...(submission.score.revision === 1
      ? []
      : [{ kind: 'rescored' as const, at: submission.score.scoredAt }]),
  ];
  return entries.sort((left, right) => Date.parse(left.at) - Date.parse(right.at));
}
