/** What a number format makes of a number, as far as the value read depends on it. */
export type NumberKind = 'number' | 'percent' | 'date' | 'date_time' | 'time';

const builtInKinds: ReadonlyMap<number, NumberKind> = new Map<number, NumberKind>([
  [9, 'percent'],
  [10, 'percent'],
  ...[14, 15, 16, 17].map((id): [number, NumberKind] => [id, 'date']),
  ...[18, 19, 20, 21, 45, 46, 47].map((id): [number, NumberKind] => [id, 'time']),
  [22, 'date_time'],
  // Reserved for the calendars of East Asian languages; 32 to 35 and 55, 56 are their times.
  ...[27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id): [number, NumberKind] => [id, 'date']),
  ...[32, 33, 34, 35, 55, 56].map((id): [number, NumberKind] => [id, 'time']),
]);

/** The kind of a format: of its own code where the workbook has one, else of the built-in with that number. */
export function numberKindOf(formatId: number, code: string | undefined): NumberKind {
  return code === undefined ? (builtInKinds.get(formatId) ?? 'number') : numberKindOfCode(code);
}

function numberKindOfCode(code: string): NumberKind {
  const section = code
    // Texts in quotes, escaped, padding and repeated characters say nothing about the kind.
    .replace(/"[^"]*"|[\\_*]./g, '')
    .split(';', 1)
    .join('')
    .toLowerCase();
  if (section.includes('%')) {
    return 'percent';
  }
  const isElapsed = /\[(?:h+|m+|s+)\]/.test(section);
  const bare = section.replace(/\[[^\]]*\]/g, '').replace(/general|am\/pm|a\/p|e[+-]/g, '');
  const hasTime = isElapsed || /[hs]/.test(bare);
  const hasDate = /[yd]/.test(bare) || (!hasTime && bare.includes('m'));
  if (hasDate) {
    return hasTime ? 'date_time' : 'date';
  }
  return hasTime ? 'time' : 'number';
}
