import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Row } from './measure/summary.js';
import { disturbingCores, type Window } from './measure/window.js';
import type { Options } from './options.js';
import { describeContestant, scenarios } from './scenarios.js';

export interface Run {
  readonly startedAt: string;
  readonly options: Options;
  readonly postgresVersion: string;
  readonly postgresSettings: Readonly<Record<string, string>>;
  readonly rows: readonly Row[];
  readonly windows: readonly Window[];
}

const headings = [
  'scenario',
  'who',
  'per second',
  '× floor',
  'goal',
  'CPU ×',
  'p50 ms',
  'p99 ms',
  'node µs',
  'PG µs',
  'errors',
  'rounds',
  'disturbed',
];

export function table(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    scenarios[row.scenario].title,
    describeContestant(scenarios[row.scenario], row.contestant),
    row.perSecond.toFixed(0),
    figure(row.ratio, 2),
    row.goal === undefined ? '' : `${row.goal.toFixed(2)} ${meetsGoal(row) ? 'met' : 'missed'}`,
    figure(row.cpuRatio, 2),
    figure(row.p50, 1),
    figure(row.p99, 1),
    figure(row.node, 0),
    row.postgres.toFixed(0),
    String(row.errors),
    String(row.rounds),
    String(row.disturbed),
  ]);
  const widths = headings.map((heading, column) =>
    Math.max(...[heading, ...cells.map((line) => line[column]!)].map((text) => text.length)),
  );
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, column) => (column < 2 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(headings), rule, ...cells.map(line)].join('\n');
}

export function meetsGoal(row: Row): boolean {
  return row.goal === undefined || (row.ratio !== undefined && row.ratio >= row.goal);
}

export async function writeResults(run: Run): Promise<string> {
  const directory = join(process.cwd(), 'bench/results');
  await mkdir(directory, { recursive: true });
  const machine = { cores: cpus().length, model: cpus()[0]?.model ?? 'unknown', node: process.version };
  const path = join(directory, `${run.startedAt.slice(0, 16).replaceAll(':', '')}.json`);
  await writeFile(path, `${JSON.stringify({ ...run, machine }, null, 2)}\n`);
  const { rounds, seconds, connections, pgbenchClients } = run.options;
  await writeFile(
    join(directory, 'latest.md'),
    [
      `# Measured ${run.startedAt.slice(0, 10)}`,
      '',
      `${machine.cores} cores (${machine.model.trim()}), Node ${machine.node}, ${run.postgresVersion}.`,
      `${rounds} rounds of ${seconds} s a window, interleaved; ${connections} connections, pgbench ${pgbenchClients} clients; medians.`,
      `PostgreSQL: ${Object.entries(run.postgresSettings)
        .filter(([, value]) => value !== '')
        .map(([name, value]) => `${name}=${value}`)
        .join(', ')}.`,
      `A window is disturbed when others use more than ${disturbingCores} cores. What each line is: \`bench/README.md\`.`,
      '',
      table(run.rows),
      '',
    ].join('\n'),
  );
  return path;
}

function figure(value: number | undefined, digits: number): string {
  return value === undefined ? '–' : value.toFixed(digits);
}
