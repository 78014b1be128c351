import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface MeasuredProcess {
  readonly port: number;
  readonly processId: number;
  stop(): Promise<void>;
}

/** Starts a server of ours as its own process; its standard output is a file, as a service manager's would be. */
export async function startProcess(
  name: 'app-server' | 'bare-server',
  databaseUrl: string,
  logFile: string,
  nodeOptions: readonly string[] = [],
): Promise<MeasuredProcess> {
  const log = openSync(logFile, 'a');
  const child = fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), [], {
    env: { ...process.env, NODE_ENV: 'production', ASSAY_BENCH_DATABASE: databaseUrl },
    execArgv: [...nodeOptions],
    stdio: ['ignore', log, log, 'ipc'],
  });
  const ended = once(child, 'exit');
  const ready = once(child, 'message').then(([message]) => (message as { port: number }).port);
  const port = await Promise.race([ready, ended.then(() => undefined)]);
  if (port === undefined)
    throw new Error(`${name} did not start: ${readFileSync(logFile, 'utf8').slice(-2_000)}`);
  // Open, the channel would keep this process waiting for the child.
  child.disconnect();
  return {
    port,
    processId: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      const impatience = setTimeout(() => child.kill('SIGKILL'), 5_000);
      await ended;
      clearTimeout(impatience);
    },
  };
}
