import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startEmbeddedPostgres } from '../../src/database/embedded/start-embedded-postgres.js';

/** What a crash may lose is nothing, as in production; the rest only keeps checkpoints out of a run of minutes. */
const settings: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  checkpoint_timeout: '30min',
  max_connections: '100',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_preload_libraries: process.env['ASSAY_BENCH_PRELOAD'] ?? '',
};

export interface BenchServer {
  readonly url: string;
  readonly processId: number;
  readonly settings: typeof settings;
  stop(): Promise<void>;
}

/** The server that the product brings, made by the product's own code, then started again with larger buffers. */
export async function startBenchServer(parent: string | undefined): Promise<BenchServer> {
  const directory = await mkdtemp(join(parent ?? tmpdir(), 'assay-bench-'));
  await chmod(directory, 0o755);
  const made = await startEmbeddedPostgres({ dataDirectory: directory, database: 'bench' });
  const program = await readlink(`/proc/${made.processId}/exe`);
  const owner = await stat(made.dataDirectory);
  await made.stop();
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(program, ['-D', made.dataDirectory, '-p', new URL(made.url).port, ...flags], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
    stdio: 'ignore',
    ...(process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {}),
  });
  const killAtExit = (): void => void child.kill('SIGQUIT');
  process.once('exit', killAtExit);
  await untilReady(made.url, child);
  return {
    url: made.url,
    processId: child.pid ?? 0,
    settings,
    async stop() {
      child.kill('SIGINT');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      process.off('exit', killAtExit);
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (child.exitCode !== null) break;
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await delay(100);
    }
  }
  throw new Error('PostgreSQL did not start with the settings of the measurement.');
}
