import { createHash } from 'node:crypto';
import type { AssessmentRow } from './assessments.queries.js';
import type { PublishableQuestion } from './versions.queries.js';

/**
 * The canonical text of a version and its SHA-256. Keys and explanations are not part of it: candidates see the hash on
 * their receipt, and a hash over a short key could be tried out.
 */
export function versionContent(
  assessment: AssessmentRow,
  questions: readonly PublishableQuestion[],
): { text: string; hash: Buffer } {
  const text = canonicalJson({
    title: assessment.title,
    description: assessment.description,
    timeLimitMinutes: assessment.time_limit_minutes,
    passMarkPercent: assessment.pass_mark_percent,
    opensAt: assessment.opens_at?.toISOString() ?? null,
    closesAt: assessment.closes_at?.toISOString() ?? null,
    shuffleQuestions: assessment.shuffle_questions,
    shuffleOptions: assessment.shuffle_options,
    reviewPolicy: assessment.review_policy,
    presentation: assessment.presentation,
    items: questions.map(({ id, kind, text: question, points, content }) => ({
      id,
      kind,
      text: question,
      points,
      content,
    })),
  });
  return { text, hash: createHash('sha256').update(text).digest() };
}

/** JSON with the members of every object in the order of their names, so that equal values have equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(
          Object.entries(member).sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)),
        )
      : member,
  );
}
