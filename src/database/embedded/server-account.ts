import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { errorCode } from './failure-explanation.js';
import { StartupError } from './startup-error.js';

const run = promisify(execFile);

/** The system user as whom the server runs when Assay itself is root, which PostgreSQL refuses to be. */
export interface ServerAccount {
  readonly name: string;
  readonly userId: number;
  readonly groupId: number;
}

export async function serverAccount(existingCluster: string): Promise<ServerAccount | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  // A cluster made by an ordinary user keeps its owner, so that this user can start it again without sudo.
  const owner = await stat(existingCluster).catch(() => undefined);
  if (owner && owner.uid !== 0) {
    const name = await run('id', ['-un', String(owner.uid)]).then(
      ({ stdout }) => stdout.trim(),
      () => `number ${owner.uid}`,
    );
    return { name, userId: owner.uid, groupId: owner.gid };
  }
  return ensureSystemUser('postgres');
}

export async function ensureSystemUser(name: string): Promise<ServerAccount> {
  const existing = await findUser(name);
  if (existing) return existing;
  const reason = await createUser(name);
  // Asked again even after a failure: a second start may have created the user at the same moment.
  const created = await findUser(name);
  if (created) return created;
  throw new StartupError(
    `PostgreSQL refuses to run as root, and the system user "${name}" could not be created (${reason}). Create it with "useradd --system ${name}", start Assay as another user, or set DATABASE_URL.`,
  );
}

async function findUser(name: string): Promise<ServerAccount | undefined> {
  try {
    const [user, group] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { name, userId: Number(user.stdout), groupId: Number(group.stdout) };
  } catch {
    return undefined;
  }
}

async function createUser(name: string): Promise<string> {
  const common = [
    '--system',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
  ];
  let reason = '';
  for (const group of [['--user-group'], ['--gid', name]]) {
    try {
      await run('useradd', [...common, ...group, name]);
      return '';
    } catch (error) {
      reason ||= error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error);
    }
  }
  return reason;
}

/** Whether the account can run this shell script, whose `$1` is the path. */
export async function succeedsAs(account: ServerAccount, script: string, path: string): Promise<boolean> {
  try {
    await run('/bin/sh', ['-c', script, 'sh', path], { uid: account.userId, gid: account.groupId, cwd: '/' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EPERM') {
      throw new StartupError(
        `PostgreSQL refuses to run as root, and Assay may not switch to the user "${account.name}" here. Start Assay as an ordinary user, or set DATABASE_URL.`,
      );
    }
    return false;
  }
}
