import { api, bodyOf } from '../../api/client.js';
import type { components } from '../../api/schema.js';

export type TimeExtension = components['schemas']['TimeExtensionView'];

export interface TimeChange {
  readonly minutes: number;
  readonly reason: string;
}

export type ExtensionTarget = { readonly ids: string[] } | { readonly all: true };

/** @param key of the act, so that pressing again after a failure does not give the time twice */
export function extendTime(
  assessmentId: string,
  attempts: ExtensionTarget,
  change: TimeChange & { readonly pastClosing: boolean },
  key: string,
): Promise<TimeExtension> {
  return bodyOf(
    api.POST('/api/v1/assessments/{id}/time-extensions', {
      params: { path: { id: assessmentId }, header: { 'Idempotency-Key': key } },
      body: { ...change, attempts },
    }),
  );
}

export function endAttempt(id: string, key: string) {
  return bodyOf(
    api.POST('/api/v1/attempts/{id}/end', { params: { path: { id }, header: { 'Idempotency-Key': key } } }),
  );
}

export function reopenAttempt(id: string, change: TimeChange, key: string) {
  return bodyOf(
    api.POST('/api/v1/attempts/{id}/reopen', {
      params: { path: { id }, header: { 'Idempotency-Key': key } },
      body: change,
    }),
  );
}
