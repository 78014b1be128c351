import { canonicalJson } from './version-content.js';

/** A question of the draft, or the item of a version that it became. */
export interface ComparedQuestion {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly points: string;
  readonly content: object;
  readonly key: object;
  readonly explanation: string | null;
}

const comparedParts = ['kind', 'text', 'points', 'content', 'key', 'explanation'] as const;
export type ComparedPart = (typeof comparedParts)[number];

export interface QuestionChange {
  readonly id: string;
  /** In the draft; of a removed question in the version. Counted from 1. */
  readonly position: number;
  readonly text: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** What differs, of a changed question. */
  readonly parts: readonly ComparedPart[];
}

/**
 * What publishing would change: questions are matched by id, so a rewritten question is changed, not replaced. Whether
 * the order differs is told apart, because one moved question shifts the positions of all that follow.
 */
export function questionChanges(
  published: readonly ComparedQuestion[],
  draft: readonly ComparedQuestion[],
): { readonly changes: readonly QuestionChange[]; readonly isReordered: boolean } {
  const before = new Map(published.map((question) => [question.id, question]));
  const now = new Set(draft.map(({ id }) => id));
  const changes: QuestionChange[] = [];
  draft.forEach((question, index) => {
    const earlier = before.get(question.id);
    const parts = earlier === undefined ? [] : differingParts(earlier, question);
    if (earlier !== undefined && parts.length === 0) return;
    const change = earlier === undefined ? 'added' : 'changed';
    changes.push({ id: question.id, position: index + 1, text: question.text, change, parts });
  });
  published.forEach((question, index) => {
    if (now.has(question.id)) return;
    const { id, text } = question;
    changes.push({ id, position: index + 1, text, change: 'removed', parts: [] });
  });
  const kept = published.filter(({ id }) => now.has(id)).map(({ id }) => id);
  const keptNow = draft.filter(({ id }) => before.has(id)).map(({ id }) => id);
  return { changes, isReordered: kept.some((id, index) => id !== keptNow[index]) };
}

function differingParts(earlier: ComparedQuestion, question: ComparedQuestion): ComparedPart[] {
  return comparedParts.filter((part) => comparable(earlier, part) !== comparable(question, part));
}

/** Points are compared as numbers: the database gives "1" and "1.0000" for the same. */
function comparable(question: ComparedQuestion, part: ComparedPart): string {
  return part === 'points' ? String(Number(question.points)) : canonicalJson(question[part]);
}

const comparedSettings = [
  'title',
  'description',
  'timeLimitMinutes',
  'passMarkPercent',
  'opensAt',
  'closesAt',
  'shuffleQuestions',
  'shuffleOptions',
  'presentation',
  'reviewPolicy',
] as const;
export type ComparedSetting = (typeof comparedSettings)[number];
export type ComparedSettings = Readonly<Record<ComparedSetting, string | number | boolean | null>>;

/** The settings that a version holds and that differ; the others count at once, without a new version. */
export function settingChanges(published: ComparedSettings, draft: ComparedSettings): ComparedSetting[] {
  return comparedSettings.filter((name) => published[name] !== draft[name]);
}
