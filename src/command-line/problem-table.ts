/** One problem as the API reports it. */
export interface ShownProblem {
  readonly severity: string;
  readonly message: string;
  readonly sheet?: string;
  readonly row?: number;
  readonly line?: number;
  readonly column?: string;
  readonly title?: string;
  readonly identifier?: string;
}

/** Texts of a file may carry commands for the terminal; what is shown is letters. */
const controls = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
const shown = (text: string): string => text.replace(controls, ' ');

/** A line for each problem: severity, place, sentence; aligned, and without anything that a terminal would obey. */
export function problemTable(problems: readonly ShownProblem[]): string {
  const rows = problems.map(
    (problem) => [problem.severity, placeOf(problem), shown(problem.message)] as const,
  );
  const width = (index: 0 | 1): number => Math.max(0, ...rows.map((row) => [...row[index]].length));
  const widths = [width(0), width(1)] as const;
  return rows
    .map(
      ([severity, place, message]) => `${pad(severity, widths[0])}  ${pad(place, widths[1])}  ${message}\n`,
    )
    .join('');
}

function placeOf({ sheet, row, line, column, title, identifier }: ShownProblem): string {
  const name = title ?? identifier;
  const parts = [
    ...(sheet === undefined ? [] : [sheet]),
    ...(line === undefined ? (row === undefined ? [] : [`row ${row}`]) : [`line ${line}`]),
    ...(column === undefined ? [] : [column]),
    ...(name === undefined || row === undefined ? [] : [`"${name}"`]),
  ].map((part) => [...shown(part)].slice(0, 40).join(''));
  return parts.length === 0 ? 'file' : parts.join(', ');
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(width - [...text].length);
}
