import { Checksum } from './checksum.js';
import { contestants } from './readers.js';

/** Run as a process of its own: `read-one READER FILE` prints what reading the file cost. */
const [reader = '', path = ''] = process.argv.slice(2);
const seen = new Checksum();
const started = performance.now();
await contestants[reader]?.read(path, seen);
const milliseconds = performance.now() - started;
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
console.log(
  JSON.stringify({
    milliseconds,
    cpuMilliseconds: (userCPUTime + systemCPUTime) / 1000,
    // The peak is counted in KiB.
    peakMebibytes: maxRSS / 1024,
    rowsSeen: seen.rows,
    checksum: seen.toString(),
  }),
);
