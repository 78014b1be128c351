import { chmod, link, mkdir, mkdtemp, open, readFile, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errorCode, explainFileError } from './failure-explanation.js';
import { type ServerAccount, serverAccount, succeedsAs } from './server-account.js';
import { StartupError } from './startup-error.js';

export interface Location {
  /** The PostgreSQL data folder. Its parent also takes the log and the lock. */
  readonly cluster: string;
  readonly home: string;
  readonly account: ServerAccount | undefined;
}

/** Beside the place where the database would be; holds the path of the folder in which it is instead. */
const pointerName = 'postgres.location';

/**
 * The database lives in `<data directory>/postgres`, unless the user as whom the server must run cannot get
 * there (data directory below /root or another closed folder). Opening somebody's folders is not ours to do,
 * so the database then gets a folder elsewhere, and the pointer file keeps the two together when the data
 * directory is moved.
 */
export async function chooseLocation(
  requested: string,
  relocationDirectory: string,
  log: (message: string) => void,
): Promise<Location> {
  try {
    return await choose(requested, relocationDirectory, log);
  } catch (error) {
    throw explainFileError(error, requested);
  }
}

async function choose(
  requested: string,
  relocationDirectory: string,
  log: (message: string) => void,
): Promise<Location> {
  const created = await mkdir(requested, { recursive: true });
  if (created !== undefined && process.getuid?.() === 0) {
    // New and so ours to open: under umask 077 the server's account could not pass through.
    await chmod(requested, 0o755);
  }
  const dataDirectory = await realpath(requested);
  const elsewhere = await readPointer(join(dataDirectory, pointerName));
  const home = elsewhere ?? dataDirectory;
  const cluster = join(home, 'postgres');
  const account = await serverAccount(cluster);
  if (!account || (await succeedsAs(account, 'cd "$1"', home))) {
    if (elsewhere) log(`The database of ${dataDirectory} lives in ${cluster}`);
    return { cluster, home, account };
  }
  if (elsewhere || (await exists(cluster))) {
    throw new StartupError(
      `The user "${account.name}", as whom PostgreSQL runs, can no longer reach the database in ${cluster}. Let that user pass through the folders above it (chmod o+x), or move the data directory.`,
    );
  }
  const newHome = await relocate(dataDirectory, relocationDirectory);
  log(
    `PostgreSQL runs as user "${account.name}", who cannot reach ${dataDirectory}: the database lives in ${join(newHome, 'postgres')}`,
  );
  return { cluster: join(newHome, 'postgres'), home: newHome, account };
}

async function readPointer(file: string): Promise<string | undefined> {
  let home: string;
  try {
    home = (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  if (await exists(home)) return home;
  throw new StartupError(
    `According to ${file} the database is in ${home}, which does not exist. Restore that folder, or delete the file to begin with an empty database.`,
  );
}

/** Of two starters at once, the one that sets the pointer decides for both. */
async function relocate(dataDirectory: string, relocationDirectory: string): Promise<string> {
  await mkdir(relocationDirectory, { recursive: true, mode: 0o755 });
  const home = await mkdtemp(join(await realpath(relocationDirectory), 'data-'));
  await chmod(home, 0o755);
  const pointer = join(dataDirectory, pointerName);
  const draft = `${pointer}.${basename(home)}`;
  const file = await open(draft, 'wx', 0o644);
  try {
    await file.writeFile(`${home}\n`);
    await file.sync();
    await link(draft, pointer);
    return home;
  } catch (error) {
    await rmdir(home);
    const decided = errorCode(error) === 'EEXIST' ? await readPointer(pointer) : undefined;
    if (decided === undefined) throw error;
    return decided;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
