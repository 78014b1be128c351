import { parentPort, workerData } from 'node:worker_threads';
import type { ParseReply, ParseRequest } from './parse-worker-messages.js';
import { ImportRefused } from './parsers/import-refused.js';
import { parseQuestionFile } from './parsers/index.js';

/** The thread of parse-in-worker.ts: reads one file, answers once and ends. */
const { bytes, limits } = workerData as ParseRequest;

async function reply(): Promise<ParseReply> {
  try {
    return { outcome: 'parsed', file: await parseQuestionFile(bytes, limits) };
  } catch (error) {
    if (error instanceof ImportRefused) {
      return { outcome: 'refused', code: error.code, message: error.message };
    }
    throw error;
  }
}

parentPort?.postMessage(await reply());
