import { eventGroupNames, type EventGroup } from './event-groups.js';

/** What is looked for, as it stands in the address. */
export interface ActivitySearch {
  readonly group?: EventGroup;
  /** A member. */
  readonly actor?: string;
  readonly assessment?: string;
  /** Days in the reader's zone, both included: 2026-03-01. */
  readonly from?: string;
  readonly until?: string;
}

const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;

export function activitySearch(search: Record<string, unknown>): ActivitySearch {
  const group = eventGroupNames.find((each) => each === search['group']);
  const actor = matching(search['actor'], idForm);
  const assessment = matching(search['assessment'], idForm);
  const from = day(search['from']);
  const until = day(search['until']);
  return {
    ...(group && { group }),
    ...(actor && { actor }),
    ...(assessment && { assessment }),
    ...(from && { from }),
    ...(until && { until }),
  };
}

/** The beginning of a day, or of the one after it, by the reader's clock. */
export function startOfDay(text: string, daysLater = 0): string {
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

function day(value: unknown): string | undefined {
  const text = matching(value, dayForm);
  const exists = text !== undefined && !Number.isNaN(Date.parse(text)) && text >= '2000';
  return exists ? text : undefined;
}

function matching(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined;
}
