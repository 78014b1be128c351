import { Worker } from 'node:worker_threads';
import type { ParseProgress, ParseReply, ParseRequest } from './parse-worker-messages.js';
import { ImportRefused, tooLarge } from './parsers/import-refused.js';
import type { ParsedFile } from './parsers/imported-question.js';
import type { ImportLimits } from './parsers/limits.js';
import type { ReadOptions } from './parsers/read-settings.js';

export interface ParseInWorkerOptions extends ReadOptions {
  readonly limits?: Partial<ImportLimits>;
  /** Counted from the start of the thread, not from the call: waiting for a free one costs nothing. */
  readonly deadlineMilliseconds?: number;
  readonly memoryMebibytes?: number;
}

const defaultDeadlineMilliseconds = 20_000;
const defaultMemoryMebibytes = 192;
const mostThreads = 2;
const mostWaiting = 50;

let running = 0;
const waiting: (() => void)[] = [];

/**
 * Reads a file of questions in a thread of its own, so that a hostile or merely large one can neither block
 * the server nor exhaust its memory. At most two run at once, further ones wait their turn.
 *
 * @throws ImportRefused also with `import_timeout`, `import_too_large` (out of memory) and `import_busy`
 */
export async function parseInWorker(
  bytes: Uint8Array,
  options: ParseInWorkerOptions = {},
): Promise<ParsedFile> {
  await takeTurn();
  try {
    return await runThread(bytes, options);
  } finally {
    giveTurn();
  }
}

async function takeTurn(): Promise<void> {
  if (running < mostThreads) {
    running += 1;
    return;
  }
  if (waiting.length >= mostWaiting) {
    throw new ImportRefused(
      'import_busy',
      'Too many files are being read at the moment. Try again in a minute.',
    );
  }
  await new Promise<void>((resolve) => {
    waiting.push(resolve);
  });
}

/** Hands the turn on without giving it back, so that no third thread can slip in between. */
function giveTurn(): void {
  const next = waiting.shift();
  if (next === undefined) {
    running -= 1;
  } else {
    next();
  }
}

function startThread(request: ParseRequest, memoryMebibytes: number): Worker {
  const isSource = import.meta.url.endsWith('.ts');
  const file = new URL(isSource ? './parse-worker.ts' : './parse-worker.js', import.meta.url);
  return new Worker(file, {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: memoryMebibytes, maxYoungGenerationSizeMb: 32 },
    // A thread does not inherit the loader of a test runner: Node 20 reads TypeScript only through one.
    ...(isSource ? { execArgv: ['--import', '@oxc-node/core/register'] } : {}),
  });
}

function runThread(bytes: Uint8Array, options: ParseInWorkerOptions): Promise<ParsedFile> {
  const { limits = {}, settings = {}, corrections = [], onProgress } = options;
  const { deadlineMilliseconds = defaultDeadlineMilliseconds } = options;
  const thread = startThread(
    { bytes, limits, settings, corrections },
    options.memoryMebibytes ?? defaultMemoryMebibytes,
  );
  const result = new Promise<ParsedFile>((resolve, reject) => {
    const deadline = setTimeout(() => {
      reject(
        new ImportRefused(
          'import_timeout',
          `The file could not be read within ${Math.ceil(deadlineMilliseconds / 1000)} seconds. Split it into several files.`,
        ),
      );
    }, deadlineMilliseconds);
    thread.on('message', (reply: ParseReply | ParseProgress) => {
      if (reply.outcome === 'reading') {
        onProgress?.(reply.rowsRead);
      } else if (reply.outcome === 'parsed') {
        resolve(reply.file);
      } else {
        reject(new ImportRefused(reply.code, reply.message));
      }
    });
    thread.on('error', (error) => {
      reject(isOutOfMemory(error) ? outOfMemory() : error);
    });
    thread.on('exit', (code) => {
      clearTimeout(deadline);
      // After a reply or an error this changes nothing: a promise is settled once.
      reject(new Error(`The thread that reads question files ended with code ${code} and without a reply`));
    });
  });
  return result.finally(() => thread.terminate());
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function outOfMemory(): ImportRefused {
  return tooLarge('The file needs more memory than an import may take. Split it into several files.');
}
