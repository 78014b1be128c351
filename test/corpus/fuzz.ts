import { parseArgs } from 'node:util';
import { importSamples, runFuzz, type FuzzFault } from './run-fuzz.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    deadline: { type: 'string', default: '5000' },
    memory: { type: 'string', default: '256' },
    sample: { type: 'string' },
  },
});
const all = await importSamples();
const samples = all.filter((path) => path.includes(values.sample ?? ''));
console.log(`${values.count} faulty files from ${samples.length} samples, seeds from ${values.seed}`);
const report = await runFuzz({
  count: Number(values.count),
  seed: Number(values.seed),
  jobs: Number(values.jobs),
  deadlineMilliseconds: Number(values.deadline),
  memoryMebibytes: Number(values.memory),
  samples,
  onFault: printFault,
});
console.log(JSON.stringify(report.counts));
console.log(
  `slowest ${report.slowestMilliseconds.toFixed(0)} ms, largest ${report.largestMebibytes.toFixed(0)} MiB added`,
);
process.exitCode = report.faults.length === 0 ? 0 : 1;

function printFault({ kind, sample, seed, detail }: FuzzFault): void {
  console.log(
    `${kind}: ${sample}, again: npm run fuzz -- --count 1 --seed ${seed} --sample ${sample.split('/').at(-1)}`,
  );
  console.log(`  ${detail.split('\n').slice(0, 4).join('\n  ')}`);
}
