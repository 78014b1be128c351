import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, inUse } from './failure-explanation.js';
import { identifyProcess } from './process-identity.js';

interface Owner {
  readonly processId: number;
  readonly startedAt: string;
}

export interface Ownership {
  /** The process that held the folder before ended without giving it back. */
  readonly hadDeadOwner: boolean;
  release(): Promise<void>;
}

/**
 * One Assay process per data folder. PostgreSQL's own postmaster.pid says that a server lives, not whether
 * the application it belongs to still does; this lock names the application.
 */
export async function takeOwnership(home: string, cluster: string): Promise<Ownership> {
  const lock = join(home, 'postgres.lock');
  const identity = await identifyProcess(process.pid);
  const mine = `${JSON.stringify({ processId: process.pid, startedAt: identity?.startedAt ?? '' })}\n`;
  let hadDeadOwner = false;
  const draft = `${lock}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, mine, { flag: 'wx', mode: 0o644 });
  try {
    for (;;) {
      try {
        // A link appears with its content and only if the name is free.
        await link(draft, lock);
        break;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
      const content = await readFile(lock, 'utf8').catch(() => undefined);
      if (content === undefined) continue;
      const owner = await livingOwner(content);
      if (owner) throw inUse(cluster, `process ${owner.processId}, another Assay`);
      hadDeadOwner = true;
      await discard(lock, content);
    }
  } finally {
    await rm(draft, { force: true });
  }
  return {
    hadDeadOwner,
    release: async () => {
      if ((await readFile(lock, 'utf8').catch(() => '')) === mine) await rm(lock, { force: true });
    },
  };
}

async function livingOwner(content: string): Promise<Owner | undefined> {
  let owner: Owner;
  try {
    owner = JSON.parse(content) as Owner;
  } catch {
    return undefined;
  }
  const identity = await identifyProcess(owner.processId);
  return identity?.startedAt === owner.startedAt ? owner : undefined;
}

/** Two starters may find the same dead lock: who moved a live one away by mistake puts it back. */
async function discard(lock: string, expected: string): Promise<void> {
  const aside = `${lock}.dead.${process.pid}.${randomUUID()}`;
  try {
    await rename(lock, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readFile(aside, 'utf8')) !== expected) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
}
