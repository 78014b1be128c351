import { createHash } from 'node:crypto';

/**
 * An order that looks random and stays the same for one attempt: every reload shows the same paper, on every server.
 *
 * @param attemptId the seed; two attempts have unrelated orders
 */
export function orderFor(attemptId: string, ids: readonly string[]): readonly string[] {
  return ids
    .map((id) => ({ id, rank: createHash('sha256').update(`${attemptId}/${id}`).digest('hex') }))
    .sort((left, right) => (left.rank < right.rank ? -1 : 1))
    .map(({ id }) => id);
}
