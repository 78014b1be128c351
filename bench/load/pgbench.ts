import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runToEnd } from './run.js';
import { sequenceBase, type Load } from './wrk.js';

export interface PgbenchRun {
  readonly program: string;
  readonly url: string;
  readonly script: string;
  readonly clients: number;
  readonly seconds: number;
  readonly first: number;
  readonly count: number;
  /** Each transaction uses up one attempt, so the window ends when there are no more. */
  readonly consuming: boolean;
  readonly variables?: Readonly<Record<string, string>>;
}

export async function findPgbench(): Promise<string | undefined> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const places = [...versions.map((version) => `/usr/lib/postgresql/${version}/bin/pgbench`), 'pgbench'];
  for (const program of places.reverse()) {
    const found = await runToEnd(program, ['--version'], 5_000).catch(() => undefined);
    if (found !== undefined) return program;
  }
  return undefined;
}

/** Clients share no attempt: client c takes the c-th part of them. */
export async function writeScripts(
  directory: string,
): Promise<Readonly<Record<`${'submit' | 'save'}-${'floor' | 'guarded'}`, string>>> {
  const submit = (schema: string): string =>
    `\\set taken :taken + 1\n\\set number :first + :client_id * :share + :taken\nSELECT ${schema}.submit(:number, :responses, :items);\n`;
  const save = (schema: string): string =>
    [
      '\\set number :first + :client_id * :share + random(0, :share - 1)',
      '\\set place random(0, 19)',
      '\\set sequence :sequence + 1',
      `SELECT ${schema}.save(:number, :place, :response, :sequence);\n`,
    ].join('\n');
  const scripts = {
    'submit-floor': submit('floor'),
    'submit-guarded': submit('guarded'),
    'save-floor': save('floor'),
    'save-guarded': save('guarded'),
  };
  const written = await Promise.all(
    Object.entries(scripts).map(async ([name, text]) => {
      const path = join(directory, `${name}.sql`);
      await writeFile(path, text);
      return [name, path] as const;
    }),
  );
  return Object.fromEntries(written) as Awaited<ReturnType<typeof writeScripts>>;
}

export async function runPgbench(run: PgbenchRun): Promise<Load> {
  const address = new URL(run.url);
  const share = Math.floor(run.count / run.clients);
  const variables = {
    first: String(run.first),
    share: String(share),
    taken: '-1',
    sequence: String(sequenceBase()),
    ...run.variables,
  };
  const output = await runToEnd(
    run.program,
    [
      '--no-vacuum',
      '--protocol=prepared',
      `--client=${run.clients}`,
      '--jobs=1',
      run.consuming ? `--transactions=${share}` : `--time=${run.seconds}`,
      `--file=${run.script}`,
      ...Object.entries(variables).map(([name, value]) => `--define=${name}=${value}`),
      `--host=${address.hostname}`,
      `--port=${address.port}`,
      `--username=${address.username}`,
      address.pathname.slice(1),
    ],
    (run.seconds * 4 + 60) * 1_000,
    { PGPASSWORD: decodeURIComponent(address.password) },
  );
  const requests = Number(/transactions actually processed: (\d+)/.exec(output)?.[1]);
  const rate = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
  const failed = Number(/failed transactions: (\d+)/.exec(output)?.[1] ?? 0);
  if (!(requests > 0) || !(rate > 0)) throw new Error(`pgbench gave no result: ${output}`);
  return { requests, seconds: requests / rate, errors: failed, p50: undefined, p99: undefined };
}
