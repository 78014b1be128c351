import { once } from 'node:events';
import { link, readdir, unlink } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join, relative } from 'node:path';
import { randomBytes } from 'node:crypto';
import { EventLogLocked } from './event-log-errors.js';
import { errorCode } from './log-files.js';

/*
 * One writer per folder. Node has no flock, and a file with a process id in it survives its process, means another process
 * in another container and is judged by guessing. A listening socket in the folder ends with its process, whatever ended it:
 * who can connect knows that the owner lives, who is refused knows that it does not (a stopped process still accepts).
 *
 * Sockets of the dead stay behind as names, and two starters must not both clear one away and both win. So names are counted
 * and never reused: whoever finds `writer-<n>.lock` dead links its own socket, already listening, as n + 1, which only one can,
 * and owns the folder if that is then the highest. Only names below one's own are removed, and the last name is left in place
 * on release, so that the count never falls. Sockets do not reach across machines: a folder on a network file system is not protected.
 */

const lockPattern = /^writer-(\d{1,15})\.lock$/;
/** sun_path has 108 bytes on Linux, 104 on macOS. */
const longestPath = 103;

export interface WriterLock {
  release(): Promise<void>;
}

/** @throws EventLogLocked when another writer lives, or when that cannot be found out */
export async function lockFolder(folder: string): Promise<WriterLock> {
  const ownName = `writer-${randomBytes(6).toString('hex')}.new`;
  const ownPath = shortest(join(folder, ownName));
  if (Buffer.byteLength(ownPath) > longestPath) {
    throw new EventLogLocked(
      `The path of the event log is too long for the lock of its writer: ${folder}. Choose a folder whose path has at most 70 bytes.`,
    );
  }
  const server = createServer((socket) => socket.destroy());
  server.listen(ownPath);
  await once(server, 'listening');
  server.unref();
  try {
    for (;;) {
      const highest = await highestLock(folder);
      if (highest > 0 && (await isAlive(shortest(join(folder, lockName(highest)))))) throw lockedBy(folder);
      if (!(await linkIfFree(ownPath, join(folder, lockName(highest + 1))))) continue;
      if ((await highestLock(folder)) !== highest + 1) continue;
      await unlink(ownPath);
      await removeBelow(folder, highest + 1);
      return { release: () => closeServer(server) };
    }
  } catch (error) {
    await closeServer(server);
    throw error;
  }
}

/** A long path to where the program was started is no reason to refuse a folder below it. */
function shortest(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.length < path.length ? fromHere : path;
}

function lockName(count: number): string {
  return `writer-${count}.lock`;
}

async function highestLock(folder: string): Promise<number> {
  const counts = (await readdir(folder)).map((name) => Number(lockPattern.exec(name)?.[1] ?? 0));
  return Math.max(0, ...counts);
}

/** ECONNREFUSED: nobody listens. ENOENT: a newer owner removed the name. Anything else leaves it open who lives. */
async function isAlive(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return false;
    throw new EventLogLocked(
      `It cannot be found out whether another writer uses the event log (${code ?? 'unknown error'} at ${path}). ` +
        'Run it with the account that the log belongs to; if no writer runs, remove that file.',
    );
  } finally {
    socket.destroy();
  }
}

async function linkIfFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeBelow(folder: string, count: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const found = lockPattern.exec(name);
    if (found === null || Number(found[1]) >= count) continue;
    await unlink(join(folder, name)).catch(() => undefined);
  }
}

function lockedBy(folder: string): EventLogLocked {
  return new EventLogLocked(
    `Another program already writes the event log in ${folder}. One writer is allowed: stop the other one, or give this one a folder of its own.`,
  );
}

async function closeServer(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
