export const assessmentStatuses = ['draft', 'active', 'closed', 'archived'] as const;
export type AssessmentStatus = (typeof assessmentStatuses)[number];

export interface AssessmentListSearch {
  readonly status?: AssessmentStatus;
  /** A part of the title. */
  readonly q?: string;
}

const longestSearch = 200;

export function assessmentListSearch(search: Record<string, unknown>): AssessmentListSearch {
  const status = assessmentStatuses.find((each) => each === search['status']);
  // The router reads "2024" in an address as a number.
  const q = ['string', 'number'].includes(typeof search['q']) ? String(search['q']).trim() : '';
  return {
    ...(status !== undefined && { status }),
    ...(q !== '' && { q: q.slice(0, longestSearch) }),
  };
}
