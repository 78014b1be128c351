import { api, bodyOf } from '../../api/client.js';
import type { Assessment } from './assessment.queries.js';

/** What can be done with an assessment as a whole. */
export type AssessmentAct = 'duplicate' | 'close' | 'reopen' | 'archive' | 'delete';

/** What fits its state; the server decides, this only offers nothing in vain. */
export function offeredActs(
  assessment: Pick<Assessment, 'status' | 'latestVersionNumber'>,
): readonly AssessmentAct[] {
  const { status, latestVersionNumber } = assessment;
  if (status === 'active') return ['duplicate', 'close'];
  if (status === 'closed') return ['duplicate', 'reopen', 'archive'];
  if (status === 'archived') return ['duplicate'];
  return latestVersionNumber === 0 ? ['duplicate', 'archive', 'delete'] : ['duplicate', 'archive'];
}

/** With the key of the dialog, so that pressing again after a failure is the same act. Answers with what one goes on with. */
export async function performAct(
  act: AssessmentAct,
  id: string,
  key: string,
): Promise<Assessment | undefined> {
  const header = { 'Idempotency-Key': key };
  const params = { path: { id }, header };
  switch (act) {
    case 'duplicate':
      return bodyOf(
        api.POST('/api/v1/assessments/{assessmentId}/duplicate', {
          params: { path: { assessmentId: id }, header },
        }),
      );
    case 'close':
      return bodyOf(api.POST('/api/v1/assessments/{id}/close', { params }));
    case 'reopen':
      return bodyOf(api.POST('/api/v1/assessments/{id}/reopen', { params }));
    case 'archive':
      return bodyOf(api.POST('/api/v1/assessments/{id}/archive', { params }));
    case 'delete':
      await deleteDraft(id);
      return undefined;
  }
}

/** A draft is deleted as it stands now: the question was about the draft, not about one state of its settings. */
async function deleteDraft(id: string): Promise<void> {
  const { response } = await api.GET('/api/v1/assessments/{id}', { params: { path: { id } } });
  const header = { 'If-Match': response.headers.get('etag') ?? '' };
  await bodyOf(api.DELETE('/api/v1/assessments/{id}', { params: { path: { id }, header } }));
}
