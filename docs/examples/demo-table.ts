/** Prints rows under their headings, each column as wide as its widest cell. */
export function printTable(
  title: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): void {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `  ${cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}\n`;
  process.stdout.write(
    `${title}\n${line(headings)}${line(widths.map((width) => '-'.repeat(width)))}${rows.map(line).join('')}\n`,
  );
}
