import { readFileSync, writeFileSync } from 'node:fs';
import type { ChildReply, TaskModule } from './watched-child.js';

/**
 * Run as a process of its own, with the module of a task as its argument: answers one request after the other, and
 * says what each cost. Whatever escapes the task ends the process, and its parent knows during which request.
 */
const { task, prepare } = (await import(process.argv[2] ?? '')) as TaskModule;

/** Resets the peak that Linux keeps of a process, so that it can be told of one request. */
function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Other systems: the peak of all requests so far, which can only be too much.
  }
}

function peakBytes(): number {
  try {
    const kibibytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return Number(kibibytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}

async function answer(request: unknown): Promise<ChildReply<unknown>> {
  const prepared = prepare === undefined ? request : await prepare(request);
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  resetPeak();
  const started = performance.now();
  const result = await task(prepared);
  const milliseconds = performance.now() - started;
  const addedMebibytes = Math.max(0, (peakBytes() - before) / 1024 / 1024);
  // What was left behind in the background fails now, before the next request would be blamed for it.
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  return { result, milliseconds, addedMebibytes };
}

process.on('message', (request) => {
  // A failure is not caught: it ends the process with its stack, which the parent reports.
  void answer(request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
