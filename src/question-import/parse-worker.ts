import { parentPort, workerData } from 'node:worker_threads';
import type { ParseProgress, ParseReply, ParseRequest } from './parse-worker-messages.js';
import { ImportRefused } from './parsers/import-refused.js';
import { parseQuestionFile } from './parsers/index.js';

/** The thread of parse-in-worker.ts: reads one file, tells how far it is, answers once and ends. */
const { bytes, limits, settings, corrections } = workerData as ParseRequest;

function onProgress(rowsRead: number): void {
  parentPort?.postMessage({ outcome: 'reading', rowsRead } satisfies ParseProgress);
}

async function reply(): Promise<ParseReply> {
  try {
    return {
      outcome: 'parsed',
      file: await parseQuestionFile(bytes, limits, { settings, corrections, onProgress }),
    };
  } catch (error) {
    if (error instanceof ImportRefused) {
      return { outcome: 'refused', code: error.code, message: error.message };
    }
    throw error;
  }
}

parentPort?.postMessage(await reply());
