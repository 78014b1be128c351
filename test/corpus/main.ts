import { readdir, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { countOutcomes, hasFaults, runCorpus, type FileReport } from './run-corpus.js';

const usage = `npm run corpus -- FOLDER [--deadline MS] [--memory MIB] [--jobs N] [--json FILE] [--all-files]

Reads every spreadsheet-like file below FOLDER and compares each cell with a second reader. Exit code 1 where a file
crashes, hangs or takes more memory than allowed; 2 for wrong arguments.`;

const extensions = new Set(
  '.xlsx .xlsm .xltx .xltm .xlsb .xls .ods .numbers .csv .tsv .tab .txt .psv .gift .aiken .xml .zip'.split(
    ' ',
  ),
);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    deadline: { type: 'string', default: '5000' },
    memory: { type: 'string', default: '256' },
    jobs: { type: 'string', default: '2' },
    json: { type: 'string' },
    'all-files': { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
if (folder === undefined || !(await stat(folder).catch(() => undefined))?.isDirectory()) {
  console.error(usage);
  process.exit(2);
}
const entries = await readdir(folder, { recursive: true, withFileTypes: true });
const files = entries
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => values['all-files'] || extensions.has(extname(path).toLowerCase()));
const reports = await runCorpus(files, {
  deadlineMilliseconds: Number(values.deadline),
  memoryMebibytes: Number(values.memory),
  jobs: Number(values.jobs),
  onFile: printFile,
});
console.log(JSON.stringify(countOutcomes(reports)));
printWorst(reports);
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify(reports, null, 2)}\n`);
}
process.exitCode = hasFaults(reports) ? 1 : 0;

function printFile(report: FileReport): void {
  if (report.outcome !== 'equal') {
    console.log(`${report.outcome.padEnd(15)} ${report.file} ${report.detail ?? ''}`);
  }
  for (const { place, ours, reference } of report.differences ?? []) {
    console.log(`  ${place}: ${JSON.stringify(ours)}, second reader ${JSON.stringify(reference)}`);
  }
}

function printWorst(all: readonly FileReport[]): void {
  const most = (key: 'milliseconds' | 'addedMebibytes'): FileReport | undefined =>
    all.toSorted((left, right) => (right[key] ?? 0) - (left[key] ?? 0))[0];
  const slowest = most('milliseconds');
  const largest = most('addedMebibytes');
  console.log(`slowest: ${slowest?.milliseconds?.toFixed(0)} ms, ${slowest?.file}`);
  console.log(`largest: ${largest?.addedMebibytes?.toFixed(0)} MiB added, ${largest?.file}`);
}
