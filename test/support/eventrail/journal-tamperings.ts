import type { JournalEntry } from '../../../src/eventrail/verify/journal-entry.js';
import type { Random } from '../../corpus/random.js';
import { relinked } from './sample-journal.js';

export type JournalTamper = (entries: JournalEntry[], random: Random) => JournalEntry[];

/** The way that nothing but a checkpoint shows. */
export const wholeReplaced = 'the whole replaced by another with right hashes';

function withCharacterChanged(text: string, random: Random): string {
  const at = random.below(text.length);
  const changed = String.fromCharCode(text.charCodeAt(at) ^ (1 + random.below(3)));
  return text.slice(0, at) + changed + text.slice(at + 1);
}

const changeable = [
  'id',
  'type',
  'epoch',
  'actorType',
  'subjectType',
  'subjectId',
  'payload',
  'hash',
  'previousHash',
] as const;
type Changeable = (typeof changeable)[number];

function withOneChanged(fields: readonly Changeable[]): JournalTamper {
  return (entries, random) => {
    const place = random.below(entries.length);
    const field = random.pick(fields);
    return entries.map((entry, at) =>
      at === place ? { ...entry, [field]: withCharacterChanged(entry[field] ?? '', random) } : entry,
    );
  };
}

/** Every way to change a journal that a checkpoint at its end must show. `fields` are those of which a character may be changed. */
export function journalTamperings(
  employer: string,
  fields: readonly Changeable[] = changeable,
): Readonly<Record<string, JournalTamper>> {
  return {
    'a character changed': withOneChanged(fields),
    'an entry deleted': (entries, random) => entries.toSpliced(random.below(entries.length), 1),
    'an entry deleted and the rest linked anew': (entries, random) =>
      relinked(employer, entries.toSpliced(random.below(entries.length), 1)),
    'an entry inserted': (entries, random) =>
      entries.toSpliced(random.below(entries.length + 1), 0, random.pick(entries)),
    'an entry inserted and the rest linked anew': (entries, random) =>
      relinked(employer, entries.toSpliced(random.below(entries.length), 0, random.pick(entries))),
    'two entries exchanged': (entries, random) => {
      const one = random.below(entries.length - 1);
      const other = one + 1 + random.below(entries.length - one - 1);
      return entries.map(
        (entry, at) => (at === one ? entries[other] : at === other ? entries[one] : entry) ?? entry,
      );
    },
    'the end cut off': (entries, random) => entries.slice(0, random.below(entries.length)),
    'content changed and all that follows linked anew': (entries, random) => {
      const place = random.below(entries.length);
      const changed = entries.map((entry, at) =>
        at === place ? { ...entry, payload: `${entry.payload ?? ''} ` } : entry,
      );
      return relinked(employer, changed);
    },
    [wholeReplaced]: (entries, random) =>
      relinked(
        employer,
        entries.map((entry) => ({ ...entry, actorId: null, epoch: `${random.below(1e9)}.000000` })),
      ),
  };
}
