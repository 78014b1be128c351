import type { Import } from './import.queries.js';

type Counts = Pick<Import, 'rowCount' | 'readyCount' | 'duplicateCount'>;

/** What a commit would add, and what of the file it would not. */
export function countsToAdd(
  { rowCount, readyCount, duplicateCount }: Counts,
  leaveOutDuplicates: boolean,
): { readonly added: number; readonly leftOut: number } {
  const added = readyCount - (leaveOutDuplicates ? duplicateCount : 0);
  return { added, leftOut: rowCount - added };
}
