import {
  journalGenesis,
  journalHash,
  type JournalEntry,
} from '../../../src/eventrail/verify/journal-entry.js';
import { hostileTexts } from './sample-log.js';

export const employers = [
  '01890a5d-ac96-774b-bcce-b302099a8057',
  '01890a5d-ac96-774b-bcce-b302099a8058',
] as const;

/** An employer's journal as the database would have written it. */
export function journalOf(employerId: string, length: number): JournalEntry[] {
  return relinked(
    employerId,
    Array.from({ length }, (_, place) => ({
      employerId,
      sequence: place + 1,
      id: `01890a5d-ac96-774b-8000-${String(place).padStart(12, '0')}`,
      type: 'attempt.submitted',
      epoch: `17636000${String(place).padStart(2, '0')}.123456`,
      actorType: place % 3 === 0 ? 'candidate' : 'member',
      actorId: place % 5 === 0 ? null : '01890a5d-ac96-774b-9000-000000000001',
      subjectType: 'attempt',
      subjectId: '01890a5d-ac96-774b-a000-000000000001',
      payload: JSON.stringify({ place, text: hostileTexts[place % hostileTexts.length] }),
      previousHash: '',
      hash: '',
    })),
  );
}

/** The entries numbered and hashed anew, all of it right: what somebody with full power over the journal can do. */
export function relinked(employerId: string, entries: readonly JournalEntry[]): JournalEntry[] {
  let previousHash = journalGenesis(employerId);
  return entries.map((entry, place) => {
    const linked = { ...entry, employerId, sequence: place + 1, previousHash };
    const hash = journalHash(linked) ?? entry.hash;
    previousHash = hash;
    return { ...linked, hash };
  });
}
