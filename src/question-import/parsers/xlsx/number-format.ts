import { readPattern, type NumberPattern } from './number-pattern.js';

/** What a number format makes of a number, as far as the value read depends on it. */
export type NumberKind = 'number' | 'percent' | 'date' | 'date_time' | 'time' | 'duration';

export interface NumberFormat {
  readonly kind: NumberKind;
  /**
   * How numbers are written: all, or positive and negative ones, or positive and negative ones and zero. Undefined where
   * a section does not show the number as it is; none for "General".
   */
  readonly patterns: readonly (NumberPattern | undefined)[];
}

const builtInKinds: ReadonlyMap<number, NumberKind> = new Map<number, NumberKind>([
  ...[14, 15, 16, 17].map((id): [number, NumberKind] => [id, 'date']),
  ...[18, 19, 20, 21, 45, 47].map((id): [number, NumberKind] => [id, 'time']),
  [22, 'date_time'],
  [46, 'duration'],
  // Reserved for the calendars of East Asian languages; 32 to 35 and 55, 56 are their times.
  ...[27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58].map((id): [number, NumberKind] => [id, 'date']),
  ...[32, 33, 34, 35, 55, 56].map((id): [number, NumberKind] => [id, 'time']),
]);

/** ECMA-376, part 1, 18.8.30. Currencies depend on the reader's country there, so those (5 to 8, 41 to 44) have none. */
const builtInCodes: ReadonlyMap<number, string> = new Map([
  [1, '0'],
  [2, '0.00'],
  [3, '#,##0'],
  [4, '#,##0.00'],
  [9, '0%'],
  [10, '0.00%'],
  [11, '0.00E+00'],
  [12, '# ?/?'],
  [13, '# ??/??'],
  [37, '#,##0;(#,##0)'],
  [38, '#,##0;(#,##0)'],
  [39, '#,##0.00;(#,##0.00)'],
  [40, '#,##0.00;(#,##0.00)'],
  [48, '##0.0E+0'],
]);

/** The format of a workbook's own code, else of the built-in one with that number. */
export function numberFormatOf(formatId: number, code: string | undefined): NumberFormat {
  const known = code ?? builtInCodes.get(formatId);
  return known === undefined
    ? { kind: builtInKinds.get(formatId) ?? 'number', patterns: [] }
    : numberFormatOfCode(known);
}

/** Longer codes than spreadsheet programs accept show nothing of use. */
const longestCode = 1_000;

function numberFormatOfCode(code: string): NumberFormat {
  if (code.length > longestCode) {
    return { kind: 'number', patterns: [] };
  }
  const kind = kindOfCode(code);
  if (kind !== 'number' && kind !== 'percent') {
    return { kind, patterns: [] };
  }
  const isGeneral = /^(?:general|@)$/i.test(code.trim());
  return { kind, patterns: isGeneral ? [] : splitSections(code).slice(0, 3).map(readPattern) };
}

/** At semicolons outside quotes and not escaped. */
function splitSections(code: string): string[] {
  const sections = [''];
  for (const [token] of code.matchAll(/"[^"]*"?|[\\_*].?|\[[^\]]*\]?|[^]/gu)) {
    if (token === ';') {
      sections.push('');
    } else {
      sections.push(`${sections.pop() ?? ''}${token}`);
    }
  }
  return sections;
}

function kindOfCode(code: string): NumberKind {
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
  const bare = section.replace(/\[[^\]]*\]/g, '').replace(/general|standard|am\/pm|a\/p|e[+-]/g, '');
  const hasTime = isElapsed || /[hs]/.test(bare);
  const hasDate = /[yd]/.test(bare) || (!hasTime && bare.includes('m'));
  if (hasDate) {
    return hasTime ? 'date_time' : 'date';
  }
  return isElapsed ? 'duration' : hasTime ? 'time' : 'number';
}
