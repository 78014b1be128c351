export const assessmentStatuses = ['draft', 'active', 'closed', 'archived'] as const;
export type AssessmentStatus = (typeof assessmentStatuses)[number];
export type ReviewPolicy = 'none' | 'score' | 'outcomes';
/** Whether candidates see one question at a time or all of them on one page. */
export type Presentation = 'one_by_one' | 'all';

/** What a draft may hold: a bank to choose from, as large as one import. */
export const maximumQuestions = 50_000;
/** What candidates can be given: the paper is one answer, and the scores of every attempt hold each item. */
export const maximumItems = 2_000;

const transitions: Readonly<Record<AssessmentStatus, readonly AssessmentStatus[]>> = {
  draft: ['active', 'archived'],
  active: ['closed'],
  closed: ['active', 'archived'],
  archived: [],
};

/** The same table stands in the trigger assessments_status_transition. */
export function mayBecome(from: AssessmentStatus, to: AssessmentStatus): boolean {
  return transitions[from].includes(to);
}

/** An active assessment may be edited: what is published stays as it is, and the edit goes live with the next version. */
export function isEditable(status: AssessmentStatus): boolean {
  return status !== 'archived';
}

interface PublishFacts {
  readonly status: AssessmentStatus;
  readonly closesAt: Date | null;
  readonly questionCount: number;
  readonly worthNothing: boolean;
}

interface PublishObstacle {
  readonly code: string;
  readonly detail: string;
}

/** Everything that stands in the way of publishing, not only the first. */
export function whyNotPublishable(facts: PublishFacts, now: Date): readonly PublishObstacle[] {
  const obstacles: PublishObstacle[] = [];
  if (facts.status === 'archived')
    obstacles.push({ code: 'archived', detail: 'An archived assessment cannot be published; duplicate it.' });
  if (facts.questionCount === 0)
    obstacles.push({ code: 'no-questions', detail: 'Add at least one question.' });
  if (facts.questionCount > maximumItems) {
    obstacles.push({
      code: 'too-many-questions',
      detail: `At most ${maximumItems} questions can be published; this draft has ${facts.questionCount}.`,
    });
  }
  if (facts.questionCount > 0 && facts.worthNothing) {
    obstacles.push({ code: 'no-points', detail: 'At least one question must be worth more than 0 points.' });
  }
  if (facts.closesAt !== null && facts.closesAt <= now) {
    obstacles.push({ code: 'already-over', detail: 'The closing time has passed; move or remove it.' });
  }
  return obstacles;
}
