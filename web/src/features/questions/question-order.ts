/** The list with one entry at another place; places are counted from 0 and kept within the list. */
export function moved<Entry>(list: readonly Entry[], from: number, to: number): readonly Entry[] {
  const target = Math.max(0, Math.min(list.length - 1, to));
  const rest = list.filter((_entry, index) => index !== from);
  const entry = list[from];
  return entry === undefined ? list : [...rest.slice(0, target), entry, ...rest.slice(target)];
}
