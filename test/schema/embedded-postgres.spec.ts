import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { identifyProcess } from '../../src/database/embedded/process-identity.js';
import { installedPrograms } from '../../src/database/embedded/programs.js';
import { ensureSystemUser, succeedsAs } from '../../src/database/embedded/server-account.js';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/database/embedded/start-embedded-postgres.js';
import { StartupError } from '../../src/database/embedded/startup-error.js';

const isRoot = process.getuid?.() === 0;
const moduleUrl = pathToFileURL(
  join(import.meta.dirname, '../../src/database/embedded/start-embedded-postgres.ts'),
).href;
const serverUser = isRoot ? await ensureSystemUser('postgres') : undefined;
/** Below a closed folder such as /root, ordinary users can run neither our code nor the bundled programs. */
const othersReachUs =
  serverUser !== undefined && (await succeedsAs(serverUser, 'test -r "$1"', import.meta.filename));
const loader = import.meta.resolve('@oxc-node/core/register');

let folder: string;
let messages: string[];
let servers: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-embedded-'));
  await chmod(folder, 0o755);
  messages = [];
  servers = [];
  children = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    await exit;
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

function optionsFor(more: Partial<EmbeddedPostgresOptions> = {}): EmbeddedPostgresOptions {
  return {
    dataDirectory: join(folder, 'data'),
    durability: 'none',
    relocationDirectory: join(folder, 'elsewhere'),
    log: (message) => {
      if (othersReachUs || !isRoot || !message.includes(installedPrograms())) messages.push(message);
    },
    ...more,
  };
}

async function start(more: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(optionsFor(more));
  servers.push(server);
  return server;
}

async function refusal(more: Partial<EmbeddedPostgresOptions> = {}): Promise<string> {
  const error = await start(more).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StartupError);
  return (error as StartupError).message;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

interface ChildOptions {
  uid?: number;
  gid?: number;
  detached?: boolean;
}

/** A process of its own that starts the server, prints what it has and stops it at SIGTERM. */
function runChild(
  more: Partial<EmbeddedPostgresOptions> = {},
  spawnOptions: ChildOptions = {},
): ChildProcess {
  const code = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(moduleUrl)});
    const server = await startEmbeddedPostgres(${JSON.stringify({ ...optionsFor(more), log: undefined })});
    process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
    process.on('SIGUSR2', () => process.exit(3));
    process.on('SIGINT', () => console.log('interrupted'));
    console.log(JSON.stringify({ url: server.url, processId: server.processId }));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--import', loader, '--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...spawnOptions,
  });
  children.push(child);
  return child;
}

async function startInChild(
  more: Partial<EmbeddedPostgresOptions> = {},
  spawnOptions: ChildOptions = {},
): Promise<{ child: ChildProcess; url: string; processId: number }> {
  const child = runChild(more, spawnOptions);
  const line = await nextLine(child);
  return { child, ...(JSON.parse(line) as { url: string; processId: number }) };
}

async function nextLine(child: ChildProcess): Promise<string> {
  let text = '';
  while (!text.includes('\n')) {
    const [chunk] = (await Promise.race([
      once(child.stdout!, 'data'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the child ended with ${code}`))),
    ])) as [Buffer];
    text += chunk.toString();
  }
  return text;
}

describe('a new data directory', () => {
  it('becomes a UTF-8, checksummed, durable database that only this machine reaches', async () => {
    const server = await start({ durability: 'full' });
    const [settings] = await query(
      server.url,
      `SELECT current_database() AS name, current_setting('data_checksums') AS checksums,
              current_setting('fsync') AS fsync, current_setting('full_page_writes') AS full_page_writes,
              current_setting('synchronous_commit') AS synchronous_commit,
              current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets,
              current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone,
              (SELECT concat(datlocprovider, ':', datlocale) FROM pg_database WHERE datname = current_database()) AS locale`,
    );
    expect(settings).toEqual({
      name: 'assay',
      checksums: 'on',
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      addresses: '127.0.0.1',
      sockets: '',
      encoding: 'UTF8',
      zone: 'UTC',
      locale: 'b:C.UTF-8',
    });
    expect(server.dataDirectory).toBe(join(folder, 'data', 'postgres'));
    expect(messages).toEqual([]);
  });

  it('keeps a random password in a file that only the owner reads, and asks for it', async () => {
    const server = await start();
    const file = join(server.dataDirectory, 'assay-superuser-password');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const password = (await readFile(file, 'utf8')).trim();
    expect(password).toHaveLength(32);
    expect(new URL(server.url).password).toBe(password);
    const wrong = server.url.replace(password, 'x'.repeat(32));
    await expect(query(wrong, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
  });

  it('is untouched by PG* variables and by the locale of the shell', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      PGDATA: '/nonexistent',
      PGPORT: '1',
      LC_ALL: 'tr_TR.UTF-8',
      PGOPTIONS: '-c work_mem=64',
    });
    try {
      const server = await start();
      expect(await query(server.url, `SELECT upper('i') AS upper`)).toEqual([{ upper: 'I' }]);
    } finally {
      for (const name of ['PGDATA', 'PGPORT', 'LC_ALL', 'PGOPTIONS']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });

  it.each(['open', 'closed'])('in an %s folder is one database for two starters at once', async (kind) => {
    const parent = join(folder, kind);
    await mkdir(parent, { mode: kind === 'open' ? 0o755 : 0o700 });
    const dataDirectory = join(parent, 'data');
    const outcomes = await Promise.allSettled([start({ dataDirectory }), start({ dataDirectory })]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(StartupError);
    expect(String(refused?.reason)).toContain(`in use by process ${process.pid}`);
  });
});

describe('a used data directory', () => {
  it('keeps its data and password over a restart', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect((await readdir(join(folder, 'data'))).toSorted()).toEqual([
      'postgres',
      'postgres.lock',
      'postgres.log',
      'postgres.log.previous',
    ]);
  });

  it('of another major version is refused', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(first.dataDirectory, 'PG_VERSION'), '15\n');
    expect(await refusal()).toMatch(/made by PostgreSQL 15, .*brings PostgreSQL 18.*ASSAY_DATA_DIRECTORY/);
  });

  it('that is no database is refused and left alone', async () => {
    await mkdir(join(folder, 'data', 'postgres'), { recursive: true });
    await writeFile(join(folder, 'data', 'postgres', 'holiday.jpg'), '');
    expect(await refusal()).toMatch(/no PostgreSQL data folder/);
    expect(await readdir(join(folder, 'data', 'postgres'))).toEqual(['holiday.jpg']);
  });

  it('gets rid of the remains of a start that was killed during initdb', async () => {
    const remains = join(folder, 'data', 'postgres.unfinished-999999999');
    await mkdir(join(remains, 'base'), { recursive: true });
    await writeFile(`${remains}-password`, 'secret');
    await start();
    expect(await readdir(join(folder, 'data'))).not.toContain('postgres.unfinished-999999999');
    expect(await readdir(join(folder, 'data'))).not.toContain('postgres.unfinished-999999999-password');
  });

  it('starts although postmaster.pid names a living process that is no server', async () => {
    const first = await start();
    await first.stop();
    const sleeper = spawn('sleep', ['60'], isRoot ? await accountOf(first.dataDirectory) : {});
    children.push(sleeper);
    await writeFile(
      join(first.dataDirectory, 'postmaster.pid'),
      `${sleeper.pid}\n${first.dataDirectory}\n1\n1\n\n\n\nready\n`,
    );
    await start();
  });

  it('with a broken setting is refused with the last lines of the server', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(first.dataDirectory, 'postgresql.conf'), 'work_mem = plenty\n');
    expect(await refusal()).toMatch(/did not start[\s\S]*work_mem/);
  });

  it('behind a file is refused', async () => {
    await writeFile(join(folder, 'data'), '');
    expect(await refusal()).toMatch(/A file stands where the database folder/);
  });
});

async function accountOf(path: string): Promise<{ uid: number; gid: number }> {
  const { uid, gid } = await stat(path);
  return { uid, gid };
}

describe('the life of the server', () => {
  it('is reported when it ends unasked, and only then', async () => {
    const ends: string[] = [];
    const onUnexpectedEnd = (description: string): void => void ends.push(description);
    const first = await start({ onUnexpectedEnd });
    await first.stop();
    expect(ends).toEqual([]);
    const second = await start({ onUnexpectedEnd });
    process.kill(second.processId, 'SIGQUIT');
    await expect.poll(() => ends).toHaveLength(1);
  });

  it('is not ended by Ctrl-C, which goes to the whole process group', async () => {
    const { child, url, processId } = await startInChild({}, { detached: true });
    const answer = nextLine(child);
    process.kill(-child.pid!, 'SIGINT');
    expect(await answer).toContain('interrupted');
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const exit = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
    expect(await identifyProcess(processId)).toBeUndefined();
  });

  it('is refused to a second process while the first one lives', async () => {
    const { child } = await startInChild();
    expect(await refusal()).toContain(`in use by process ${child.pid}, another Assay`);
  });

  it('is refused while somebody else runs a server on the folder', async () => {
    const { processId } = await startInChild();
    await rm(join(folder, 'data', 'postgres.lock'));
    expect(await refusal()).toContain(`in use by a PostgreSQL server, process ${processId}`);
  });

  it('ends, without loss, at the start after its application was killed', async () => {
    const { child, url, processId } = await startInChild({ durability: 'full' });
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    expect(await identifyProcess(processId)).toBeDefined();
    const server = await start({ durability: 'full' });
    expect(messages).toEqual([expect.stringContaining(`process ${processId}`)]);
    expect(await identifyProcess(processId)).toBeUndefined();
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('survives the kill of application and server together', async () => {
    const { child, url, processId } = await startInChild({ durability: 'full' });
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    process.kill(processId, 'SIGKILL');
    await exit;
    const server = await start({ durability: 'full' });
    expect(await query(server.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('begins anew after a kill during the creation of the database', async () => {
    const child = runChild();
    const exit = once(child, 'exit');
    const unfinished = async (): Promise<string[]> =>
      (await readdir(join(folder, 'data')).catch(() => [])).filter((name) => name.includes('unfinished'));
    await expect.poll(unfinished, { timeout: 10_000, interval: 5 }).toHaveLength(2);
    child.kill('SIGKILL');
    await exit;
    expect(await readdir(join(folder, 'data'))).not.toContain('postgres');
    await start();
    await expect.poll(unfinished).toEqual([]);
  });

  it('ends with an application that calls process.exit() at once', async () => {
    const { child, processId } = await startInChild();
    const exit = once(child, 'exit');
    child.kill('SIGUSR2');
    expect(await exit).toEqual([3, null]);
    await expect.poll(() => identifyProcess(processId), { timeout: 5000 }).toBeUndefined();
  });
});

describe.runIf(isRoot)('as root', () => {
  it('runs as a system user that owns the data and nothing else', async () => {
    const server = await start();
    const { uid } = await stat(server.dataDirectory);
    expect(uid).not.toBe(0);
    expect((await identifyProcess(server.processId))?.userId).toBe(uid);
    expect((await stat(join(folder, 'data'))).uid).toBe(0);
  });

  it('puts the database elsewhere when the folder is closed, finds it again, opens no folder', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const dataDirectory = join(closed, 'data');
    const first = await start({ dataDirectory });
    expect(first.dataDirectory.startsWith(join(folder, 'elsewhere', 'data-'))).toBe(true);
    expect(messages).toEqual([expect.stringMatching(/cannot reach .*closed\/data: the database lives in/)]);
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();

    const moved = join(folder, 'moved');
    execFileSync('mv', [closed, moved]);
    const second = await start({ dataDirectory: join(moved, 'data') });
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await second.stop();

    await rm(join(folder, 'elsewhere'), { recursive: true });
    expect(await refusal({ dataDirectory: join(moved, 'data') })).toMatch(
      /does not exist. Restore that folder/,
    );
  });

  it('does not begin anew when the way to its database was closed', async () => {
    await (await start()).stop();
    await chmod(folder, 0o700);
    expect(await refusal()).toMatch(/can no longer reach the database .*\(chmod o\+x\)/);
  });

  it('copies programs that lie in a closed folder, once, and restores their library links', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed, { mode: 0o700 });
    const installed = installedPrograms();
    const programsDirectory = join(closed, 'package', 'native');
    await cp(installed, programsDirectory, { recursive: true, verbatimSymlinks: true });
    await cp(join(dirname(installed), 'package.json'), join(closed, 'package', 'package.json'));
    const links = JSON.parse(await readFile(join(installed, 'pg-symlinks.json'), 'utf8')) as {
      target: string;
    }[];
    for (const { target } of links) await rm(join(closed, 'package', target));
    const first = await start({ programsDirectory });
    expect(messages).toEqual([expect.stringMatching(/who cannot reach .*native: using the copy in/)]);
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const [copy] = await readdir(join(folder, 'elsewhere'));
    const before = await stat(join(folder, 'elsewhere', copy!));
    await first.stop();
    await start({ programsDirectory });
    expect(await readdir(join(folder, 'elsewhere'))).toEqual([copy]);
    expect((await stat(join(folder, 'elsewhere', copy!))).ctimeMs).toBe(before.ctimeMs);
  });

  it.runIf(othersReachUs)(
    'keeps the owner of a database that an ordinary user made, who can start it again',
    async () => {
      const identity = { uid: serverUser!.userId, gid: serverUser!.groupId };
      await mkdir(join(folder, 'data'));
      await chown(join(folder, 'data'), identity.uid, identity.gid);
      const stopChild = async (child: ChildProcess): Promise<void> => {
        const exit = once(child, 'exit');
        child.kill('SIGTERM');
        expect(await exit).toEqual([0, null]);
      };
      const first = await startInChild({}, identity);
      await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
      await stopChild(first.child);
      await (await start()).stop();
      const again = await startInChild({}, identity);
      expect(await query(again.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      await stopChild(again.child);
    },
  );

  it('creates the system user when it is missing', async () => {
    const name = `assay-test-${process.pid}`;
    try {
      const created = await ensureSystemUser(name);
      expect(created.userId).toBeGreaterThan(0);
      expect(await ensureSystemUser(name)).toEqual(created);
    } finally {
      execFileSync('userdel', [name], { stdio: 'ignore' });
    }
  });
});

describe.runIf(othersReachUs)('as an ordinary user', () => {
  it('is told about a folder that belongs to somebody else', async () => {
    await mkdir(join(folder, 'data'), { mode: 0o700 });
    const code = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(moduleUrl)});
      await startEmbeddedPostgres(${JSON.stringify({ ...optionsFor(), log: undefined })}).catch((error) => console.log(error.name, error.message));`;
    const output = execFileSync(
      process.execPath,
      ['--import', loader, '--input-type=module', '--eval', code],
      { uid: serverUser!.userId, gid: serverUser!.groupId, encoding: 'utf8' },
    );
    expect(output).toMatch(/^StartupError Assay has no permission to use the database folder/);
  });
});
