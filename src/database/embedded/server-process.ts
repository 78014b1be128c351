import { type ChildProcess, spawn } from 'node:child_process';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Durability, serverProcessOptions } from './cluster.js';
import { errorCode, explainFailure, explainFileError, lastLines } from './failure-explanation.js';
import type { Location } from './location.js';
import { readPostmasterFile } from './leftover-server.js';
import type { Programs } from './programs.js';

export interface ServerSettings {
  readonly durability: Durability;
  readonly maxConnections: number;
}

export interface ServerProcess {
  readonly port: number;
  readonly processId: number;
  /** Resolves when the server has ended, with what can be said about it. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const portAttempts = 5;
const stopMilliseconds = 20_000;
/** Recovery after a power failure replays at most max_wal_size, which a slow disk does in minutes. */
const startMilliseconds = 300_000;

export async function launchServer(
  location: Location,
  programs: Programs,
  settings: ServerSettings,
  log: (message: string) => void,
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const outcome = await launchOn(port, location, programs, settings, log);
    if (typeof outcome !== 'string') return outcome;
    // Between our asking for a free port and the server's binding it, another program may take it.
    const portTaken = /could not (bind|create any TCP\/IP sockets)/.test(outcome);
    if (portTaken && attempt < portAttempts) continue;
    throw explainFailure('PostgreSQL did not start.', outcome, location.cluster);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function launchOn(
  port: number,
  location: Location,
  programs: Programs,
  settings: ServerSettings,
  log: (message: string) => void,
): Promise<ServerProcess | string> {
  const logFile = join(location.home, 'postgres.log');
  const child = await spawnServer(logFile, port, location, programs, settings);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  let endedBecause: string | undefined;
  void ended.then((reason) => (endedBecause = reason));
  // For every way out that skips the ordered stop, such as process.exit() in the middle of a shutdown.
  const stopAtExit = (): void => void child.kill('SIGINT');
  process.once('exit', stopAtExit);
  void ended.then(() => process.off('exit', stopAtExit));

  const begun = Date.now();
  let nextNotice = begun + 5_000;
  for (;;) {
    if (endedBecause !== undefined) return `${await readLog(logFile)}\n(${endedBecause})`.trim();
    const file = await readPostmasterFile(location.cluster);
    if (file?.ready && file.processId === child.pid) break;
    if (Date.now() > nextNotice) {
      nextNotice = Date.now() + 10_000;
      log(
        `Waiting for PostgreSQL, which may be recovering after a crash. ${lastLines(await readLog(logFile))}`,
      );
    }
    if (Date.now() - begun > startMilliseconds) {
      child.kill('SIGINT');
      return `${await readLog(logFile)}\n(not ready after ${startMilliseconds / 1000} seconds)`;
    }
    await delay(10);
  }
  let stopping: Promise<void> | undefined;
  return {
    port,
    processId: child.pid ?? 0,
    ended: ended.then(async (reason) => `${reason}. ${lastLines(await readLog(logFile))}`),
    stop: () => (stopping ??= stopServer(child, ended)),
  };
}

async function spawnServer(
  logFile: string,
  port: number,
  location: Location,
  programs: Programs,
  settings: ServerSettings,
): Promise<ChildProcess> {
  // A file, not a pipe: a pipe that nobody reads would stop the server once it is full.
  const output = await openLog(logFile, location.home);
  try {
    return spawn(
      join(programs.directory, 'bin', 'postgres'),
      ['-D', location.cluster, '-p', String(port), ...flags(settings)],
      {
        ...serverProcessOptions(location.account),
        // Ctrl-C in a terminal goes to the whole process group: in its own group the server keeps running
        // until the API has drained and stop() is called.
        detached: true,
        stdio: ['ignore', output.fd, output.fd],
      },
    );
  } finally {
    await output.close();
  }
}

/** The log of this start; that of the start before is kept beside it. */
async function openLog(logFile: string, home: string): Promise<Awaited<ReturnType<typeof open>>> {
  try {
    await rename(logFile, `${logFile}.previous`).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
    await rm(logFile, { force: true });
    const file = await open(logFile, 'wx', 0o600);
    // Started once with sudo, the folder's owner must still be able to replace the log afterwards.
    const owner = await stat(home);
    if (process.getuid?.() === 0) await file.chown(owner.uid, owner.gid);
    return file;
  } catch (error) {
    throw explainFileError(error, home);
  }
}

async function readLog(logFile: string): Promise<string> {
  return readFile(logFile, 'utf8').catch(() => '');
}

async function stopServer(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGINT');
  // An immediate shutdown loses nothing committed; the next start replays the log.
  const impatience = setTimeout(() => child.kill('SIGQUIT'), stopMilliseconds);
  await ended;
  clearTimeout(impatience);
}

function flags(settings: ServerSettings): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(settings.maxConnections),
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    cluster_name: 'assay',
    // Failed statements go to the application, which logs them; here they would spill what people wrote.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    ...(settings.durability === 'full'
      ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' }
      : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
