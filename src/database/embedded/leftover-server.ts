import { readFile, readdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, inUse } from './failure-explanation.js';
import { identifyProcess } from './process-identity.js';

const fastShutdownMilliseconds = 30_000;
const immediateShutdownMilliseconds = 5_000;
const orphanMilliseconds = 30_000;

export interface PostmasterFile {
  readonly processId: number;
  readonly ready: boolean;
}

export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const content = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  const lines = content.split('\n');
  return { processId: Number(lines[0]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * Called with the lock held. A server that outlived its killed application is stopped rather than taken
 * over: its transactions belong to the dead process and hold locks, its settings may be of an older
 * release, and only a child of the running process reports its own end. A fast shutdown costs well under
 * a second.
 */
export async function stopLeftoverServer(
  cluster: string,
  wasOurs: boolean,
  log: (message: string) => void,
): Promise<void> {
  const file = await readPostmasterFile(cluster);
  if (!file || !Number.isSafeInteger(file.processId) || file.processId <= 1) return;
  const { processId } = file;
  const identity = await identifyProcess(processId);
  const isServer =
    identity && /\bpostgres\b/.test(identity.command) && ` ${identity.command} `.includes(` ${cluster} `);
  if (!isServer) return clearStaleFile(cluster, processId);
  if (!wasOurs) throw inUse(cluster, `a PostgreSQL server, process ${processId}`);
  log(
    `Stopping the PostgreSQL server (process ${processId}) that an Assay process left behind when it was killed`,
  );
  const isGone = async (): Promise<boolean> =>
    (await identifyProcess(processId))?.startedAt !== identity.startedAt;
  process.kill(processId, 'SIGINT');
  if (!(await holdsWithin(fastShutdownMilliseconds, isGone))) {
    process.kill(processId, 'SIGQUIT');
    if (!(await holdsWithin(immediateShutdownMilliseconds, isGone))) {
      throw inUse(cluster, `a PostgreSQL server, process ${processId}, that does not stop`);
    }
  }
  await clearStaleFile(cluster, processId);
}

/**
 * PostgreSQL refuses to start while any process has the number in postmaster.pid: another program after a
 * reboot or in a restarted container, or a dead server that nobody reaps because process 1 of the container
 * does not. The file also protects the data from backends that outlived their postmaster, so those must be
 * gone before it is removed.
 */
async function clearStaleFile(cluster: string, processId: number): Promise<void> {
  if (!(await holdsWithin(orphanMilliseconds, async () => !(await hasProcessIn(cluster))))) {
    throw inUse(cluster, `processes of a PostgreSQL server that was killed (formerly process ${processId})`);
  }
  if (hasNumber(processId)) await rm(join(cluster, 'postmaster.pid'), { force: true });
}

/** Every process of a server works in its data folder. */
async function hasProcessIn(cluster: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const folder = await readlink(`/proc/${name}/cwd`).catch(() => undefined);
    if (folder === cluster) return true;
  }
  return false;
}

function hasNumber(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

async function holdsWithin(milliseconds: number, condition: () => Promise<boolean>): Promise<boolean> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    if (await condition()) return true;
    if (Date.now() > deadline) return false;
    await delay(20);
  }
}
