import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { contestants } from './readers.js';
import type { Reading, Summary } from './summary.js';

const titles = { shared: 'shared strings', inline: 'inline strings', csv: 'CSV' } as const;

export function table({ lines, goals }: Summary): string {
  const rows = lines.map((line) => [
    `${titles[line.kind]}, ${line.rows.toLocaleString('en-US')} rows`,
    contestants[line.reader]?.name ?? line.reader,
    line.milliseconds.toFixed(0),
    line.cpuMilliseconds.toFixed(0),
    line.peakMebibytes.toFixed(0),
    line.isCorrect ? 'yes' : 'NO',
  ]);
  const goalRows = goals.map(({ text, share, most }) => [
    text,
    share.toFixed(2),
    most.toFixed(2),
    share <= most ? 'met' : 'missed',
  ]);
  return `${markdown(['file', 'reader', 'ms', 'CPU ms', 'peak MiB', 'right cells'], rows, 2)}

At 100,000 rows, ours as a share of:

${markdown(['', 'share', 'goal', ''], goalRows, 1)}`;
}

function markdown(headings: readonly string[], rows: readonly string[][], textColumns: number): string {
  const widths = headings.map((heading, column) =>
    Math.max(3, ...[heading, ...rows.map((row) => row[column] ?? '')].map((text) => text.length)),
  );
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, column) => (column < textColumns ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column < textColumns ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(headings), rule, ...rows.map(line)].join('\n');
}

interface Run {
  readonly startedAt: string;
  readonly rounds: number;
  readonly summary: Summary;
  readonly readings: readonly Reading[];
}

/** In the working folder, as the compiled program lies elsewhere than its source. */
export async function writeResults(run: Run): Promise<string> {
  const folder = join(process.cwd(), 'bench', 'import', 'results');
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, 'latest.md'),
    `# Reading files of questions\n\n${run.startedAt}, ${machine}, medians of ${run.rounds} rounds, each reader in its own process.\n\n${table(run.summary)}\n`,
  );
  await writeFile(join(folder, 'latest.json'), `${JSON.stringify({ machine, ...run }, null, 2)}\n`);
  return folder;
}
