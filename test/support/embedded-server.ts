import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopLeftoverServer } from '../../src/database/embedded/leftover-server.js';
import { identifyProcess } from '../../src/database/embedded/process-identity.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/start-embedded-postgres.js';

export interface TestServer {
  /** A superuser's URL of the maintenance database. */
  readonly adminUrl: string;
  stop(): Promise<void>;
}

const prefix = 'assay-test-server-';

/** One throw-away server for a test run, or the one that ASSAY_TEST_DATABASE_URL names. */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env['ASSAY_TEST_DATABASE_URL'];
  if (given) return { adminUrl: given, stop: async () => undefined };
  await removeAbandonedServers();
  const directory = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  // mkdtemp makes 0700, through which the server's account could not pass when the tests run as root.
  await chmod(directory, 0o755);
  const removeDirectory = (): Promise<void> => rm(directory, { recursive: true, force: true, maxRetries: 3 });
  try {
    const server = await startEmbeddedPostgres({
      dataDirectory: directory,
      relocationDirectory: join(tmpdir(), 'assay-test-programs'),
      database: 'postgres',
      durability: 'none',
      maxConnections: 300,
      log: (message) => console.log(message),
    });
    return {
      adminUrl: server.url,
      stop: async () => {
        await server.stop();
        await removeDirectory();
      },
    };
  } catch (error) {
    await removeDirectory();
    throw error;
  }
}

/** Servers of test runs that were killed would otherwise run until the machine is restarted. */
async function removeAbandonedServers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const directory = join(tmpdir(), name);
    if (!name.startsWith(prefix)) continue;
    if (await identifyProcess(Number.parseInt(name.slice(prefix.length), 10))) continue;
    await stopLeftoverServer(join(directory, 'postgres'), true, () => undefined).catch(() => undefined);
    await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}
