import { setTimeout as delay } from 'node:timers/promises';
import { task as readFile, type Reading } from './read-file.js';

/** A reader that does by the name of a file what the report on a corpus must catch. */
export async function task(path: string): Promise<Reading> {
  if (path.includes('crash')) {
    setTimeout(() => {
      throw new Error('crashed on purpose');
    });
    await delay(1_000);
  }
  if (path.includes('rejection')) {
    void Promise.reject(new Error('rejected on purpose'));
  }
  if (path.includes('hang')) {
    for (;;);
  }
  if (path.includes('memory')) {
    Buffer.alloc(300 * 1024 * 1024, 1);
  }
  return readFile(path);
}
