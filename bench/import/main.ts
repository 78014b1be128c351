import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { fileName, writeQuestionFile } from './generate-files.js';
import { fileKinds, type FileKind } from './questions.js';
import { contestants } from './readers.js';
import { table, writeResults } from './report.js';
import { meetsGoals, summarise, type Reading } from './summary.js';

const run = promisify(execFile);
const readOne = fileURLToPath(new URL('./read-one.js', import.meta.url));
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    rows: { type: 'string', default: '1000,10000,100000' },
    kinds: { type: 'string', default: fileKinds.join(',') },
    only: { type: 'string', default: Object.keys(contestants).join(',') },
    strict: { type: 'boolean', default: false },
    'no-results': { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const sizes = values.rows.split(',').map(Number);
const kinds = fileKinds.filter((kind) => values.kinds.split(',').includes(kind));
const readers = Object.keys(contestants).filter((name) => values.only.split(',').includes(name));

const startedAt = new Date().toISOString();
const folder = await mkdtemp(join(tmpdir(), 'assay-bench-import-'));
try {
  const readings: Reading[] = [];
  for (const rows of sizes) {
    for (const kind of kinds) {
      console.log(`${kind}, ${rows} rows`);
      await writeQuestionFile(folder, kind, rows);
      readings.push(...(await readByAll(kind, rows)));
      await rm(join(folder, fileName(kind, rows)));
    }
  }
  const summary = summarise(readings);
  console.log(`\n${table(summary)}`);
  if (!values['no-results']) {
    console.log(`\nWritten to ${await writeResults({ startedAt, rounds, summary, readings })}`);
  }
  if (values.strict && !meetsGoals(summary)) {
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** One round after the other, each beginning with another reader: the machine's speed drifts. The first is not counted. */
async function readByAll(kind: FileKind, rows: number): Promise<Reading[]> {
  const taking = readers.filter((name) => contestants[name]?.kinds.includes(kind));
  const path = join(folder, fileName(kind, rows));
  const readings: Reading[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (let turn = 0; turn < taking.length; turn++) {
      const reader = taking[(round + turn) % taking.length] ?? '';
      const { stdout } = await run(process.execPath, [readOne, reader, path]);
      if (round > 0) {
        readings.push({ kind, rows, reader, round, ...(JSON.parse(stdout) as Cost) });
      }
    }
  }
  return readings;
}

type Cost = Pick<Reading, 'milliseconds' | 'cpuMilliseconds' | 'peakMebibytes' | 'rowsSeen' | 'checksum'>;
