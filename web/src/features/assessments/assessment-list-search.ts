export const assessmentStatuses = ['draft', 'active', 'closed', 'archived'] as const;
export type AssessmentStatus = (typeof assessmentStatuses)[number];

export interface AssessmentListSearch {
  readonly status?: AssessmentStatus;
}

export function assessmentListSearch(search: Record<string, unknown>): AssessmentListSearch {
  const status = assessmentStatuses.find((each) => each === search['status']);
  return status === undefined ? {} : { status };
}
