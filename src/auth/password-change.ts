import type { Tx } from '../database/database.js';
import { enterEmployer } from '../database/employer-scope.js';
import { appendEvent } from '../events/events.queries.js';
import { enqueue } from '../jobs/jobs.queries.js';
import { updatePasswordHash, listMemberships } from './persons.queries.js';
import { endResetsOf } from './password-resets.queries.js';
import { endSessionsOfPerson } from './sessions.queries.js';

export const sendPasswordChanged = 'send_password_changed';

export interface PasswordChangedMail {
  readonly personId: string;
  readonly changedAt: string;
}

interface PasswordChange {
  readonly personId: string;
  readonly passwordHash: string;
  readonly by: 'member' | 'reset';
  /** The session in which the person has typed the old password; all others end. */
  readonly keptSessionId: string | null;
}

/**
 * Sets the password and all that comes with it. Needs the person in the scope and locked, and ends in the scope of one of
 * their employers: it is the last thing of its transaction.
 */
export async function changePasswordOf(tx: Tx, change: PasswordChange): Promise<void> {
  const { personId, by } = change;
  const changedAt = await updatePasswordHash(tx, personId, change.passwordHash);
  await endSessionsOfPerson(tx, personId, change.keptSessionId);
  await endResetsOf(tx, personId);
  const memberships = await listMemberships(tx, personId);
  const [first] = memberships;
  if (first === undefined) return;
  await enterEmployer(tx, first.employer_id);
  const payload: PasswordChangedMail = { personId, changedAt: changedAt.toISOString() };
  await enqueue(tx, { employerId: first.employer_id, kind: sendPasswordChanged, payload });
  for (const { employer_id: employerId, member_id: id } of memberships.toSorted((one, other) =>
    one.employer_id < other.employer_id ? -1 : 1,
  )) {
    await enterEmployer(tx, employerId);
    await appendEvent(tx, {
      employerId,
      type: 'member.password_changed',
      actor: { type: 'member', id },
      subject: { type: 'member', id },
      payload: { by },
    });
  }
}
