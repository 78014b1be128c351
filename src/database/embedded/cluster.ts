import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, explainFailure, explainFileError } from './failure-explanation.js';
import { removeAbandoned } from './abandoned.js';
import type { Location } from './location.js';
import type { Programs } from './programs.js';
import type { ServerAccount } from './server-account.js';
import { StartupError } from './startup-error.js';

export type Durability = 'full' | 'none';

export const superuser = 'postgres';

/** Inside the data folder, so that password and database are created, moved and backed up as one. */
const passwordName = 'assay-superuser-password';

/** Returns the superuser's password of the cluster, which is created when there is none. */
export async function prepareCluster(
  location: Location,
  programs: Programs,
  durability: Durability,
): Promise<string> {
  try {
    await removeAbandoned(location.home, `${basename(location.cluster)}.unfinished-`);
    if (await isMissing(location.cluster)) await initialise(location, programs, durability);
    await checkVersion(location.cluster, programs.majorVersion);
    return await readPassword(location.cluster);
  } catch (error) {
    throw explainFileError(error, location.cluster);
  }
}

async function isMissing(cluster: string): Promise<boolean> {
  try {
    return (await readdir(cluster)).length === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return true;
    throw error;
  }
}

async function checkVersion(cluster: string, majorVersion: string): Promise<void> {
  let found: string;
  try {
    found = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new StartupError(
      `The folder ${cluster} holds files but is no PostgreSQL data folder. Move it away, or set ASSAY_DATA_DIRECTORY to another folder.`,
    );
  }
  if (found === majorVersion) return;
  throw new StartupError(
    `The database in ${cluster} was made by PostgreSQL ${found}, but this release of Assay brings PostgreSQL ${majorVersion}. Dump it with the release of Assay that made it and restore it here, or set ASSAY_DATA_DIRECTORY to another folder to begin with an empty database.`,
  );
}

async function readPassword(cluster: string): Promise<string> {
  const file = join(cluster, passwordName);
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    throw new StartupError(
      `The file ${file} with the database password is missing. Restore it from the backup of that folder, or run a PostgreSQL server on the folder yourself and set DATABASE_URL.`,
    );
  }
}

/** Builds the cluster under another name: a kill in the middle leaves nothing that looks like a database. */
async function initialise(location: Location, programs: Programs, durability: Durability): Promise<void> {
  const { cluster, account } = location;
  const unfinished = `${cluster}.unfinished-${process.pid}`;
  const passwordFile = `${unfinished}-password`;
  await rm(unfinished, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await mkdir(unfinished, { mode: 0o700 });
    if (account) await chown(unfinished, account.userId, account.groupId);
    await writePassword(passwordFile, account);
    await runInitdb(unfinished, passwordFile, programs, account, durability);
    await rename(passwordFile, join(unfinished, passwordName));
    await synchroniseFolder(unfinished);
    await rename(unfinished, cluster);
    await synchroniseFolder(dirname(cluster));
  } finally {
    await rm(unfinished, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
  }
}

async function writePassword(path: string, account: ServerAccount | undefined): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${randomBytes(24).toString('base64url')}\n`);
    if (account) await file.chown(account.userId, account.groupId);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function synchroniseFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function runInitdb(
  directory: string,
  passwordFile: string,
  programs: Programs,
  account: ServerAccount | undefined,
  durability: Durability,
): Promise<void> {
  const child = spawn(
    join(programs.directory, 'bin', 'initdb'),
    [
      `--pgdata=${directory}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The builtin provider sorts and folds alike on every machine and after every libc upgrade.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
      ...(durability === 'none' ? ['--no-sync'] : []),
    ],
    serverProcessOptions(account),
  );
  const output: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const failure = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
  });
  if (failure === undefined) return;
  throw explainFailure(`The database could not be created (initdb: ${failure}).`, output.join(''), directory);
}

/** Nothing of our environment reaches the server: PG* variables and the locale would change what it does. */
export function serverProcessOptions(account: ServerAccount | undefined): {
  cwd: string;
  env: Record<string, string>;
  uid?: number;
  gid?: number;
} {
  return {
    // The server's account may have no right to our working directory.
    cwd: '/',
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    ...(account && { uid: account.userId, gid: account.groupId }),
  };
}
