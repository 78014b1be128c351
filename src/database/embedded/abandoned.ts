import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { identifyProcess } from './process-identity.js';

/**
 * Removes what starts that were killed left half-made: entries named `<prefix><process number>…` whose
 * process is gone. Those of a start in progress stay.
 */
export async function removeAbandoned(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix)) continue;
    const processId = Number.parseInt(name.slice(prefix.length), 10);
    if (await identifyProcess(processId)) continue;
    // An initdb whose parent was killed may still be writing; the next start removes the rest.
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}
