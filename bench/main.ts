import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrate } from '../src/database/migrate.js';
import { attemptsNeeded, AttemptSupply, runningAttempts } from './attempt-supply.js';
import { contestant, type Arena } from './contestants.js';
import { seed } from './database/seed.js';
import { startBenchServer, type BenchServer } from './database/server.js';
import { findPgbench, writeScripts } from './load/pgbench.js';
import { summarise } from './measure/summary.js';
import { measureWindow, type Window } from './measure/window.js';
import { readOptions, type Options } from './options.js';
import { startProcess } from './processes/start.js';
import { meetsGoal, table, writeResults } from './report.js';
import { scenarios } from './scenarios.js';

const warmUpSeconds = 6;
const options = readOptions(process.argv.slice(2));
const startedAt = new Date().toISOString();
const directory = await mkdtemp(join(options.directory ?? tmpdir(), 'assay-bench-files-'));
const server = await startBenchServer(options.directory);
try {
  await migrate(server.url);
  const admin = new Client({ connectionString: server.url });
  admin.on('error', () => undefined);
  await admin.connect();
  console.log('Seeding …');
  // One round more than is counted: the first warms caches, compilers and plans.
  await seed(admin, attemptsNeeded(options.scenarios.includes('submit') ? options.rounds + 1 : 0));
  const { rows } = await admin.query<{ version: string }>(
    `SELECT 'PostgreSQL ' || current_setting('server_version') AS version`,
  );
  const windows = await measure(server, directory, options, admin);
  await admin.end();
  const summary = summarise(windows, options.scenarios);
  console.log(`\n${table(summary)}`);
  if (options.writeResults) {
    const path = await writeResults({
      startedAt,
      options,
      postgresVersion: rows[0]?.version ?? '',
      postgresSettings: server.settings,
      rows: summary,
      windows,
    });
    console.log(`\nWritten to ${path} and bench/results/latest.md`);
  }
  if (options.strict && !summary.every(meetsGoal)) process.exitCode = 1;
} finally {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
}

async function measure(
  server: BenchServer,
  directory: string,
  options: Options,
  admin: Client,
): Promise<Window[]> {
  const profiling = options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profile}`];
  const app = await startProcess('app-server', server.url, join(directory, 'app.log'), profiling);
  const bare = await startProcess('bare-server', server.url, join(directory, 'bare.log'));
  try {
    const pgbench = await findPgbench();
    if (pgbench === undefined)
      console.log('pgbench is missing (Debian: postgresql-contrib): no floor for submit and save.');
    const supply = new AttemptSupply(directory);
    const arena: Arena = {
      app,
      bare,
      databaseUrl: server.url,
      pgbench,
      scripts: await writeScripts(directory),
      supply,
      runningTokens: await supply.tokenFile(0, runningAttempts),
      slugs: await supply.slugFile(),
      connections: options.connections,
      pgbenchClients: options.pgbenchClients,
    };
    const windows: Window[] = [];
    for (let round = 0; round <= options.rounds; round += 1) {
      const measured = await measureRound(arena, round, options, server.processId);
      if (round > 0) windows.push(...measured);
    }
    await verifyStored(admin, windows);
    return windows;
  } finally {
    await Promise.all([app.stop(), bare.stop()]);
  }
}

async function measureRound(
  arena: Arena,
  round: number,
  options: Options,
  postmasterId: number,
): Promise<Window[]> {
  const windows: Window[] = [];
  // Cold code takes ten times as long; what warms up must have run some thousand times.
  const seconds = round === 0 ? Math.max(options.seconds, warmUpSeconds) : options.seconds;
  for (const name of options.scenarios) {
    const { contestants } = scenarios[name];
    // Each round begins with another one, so that none always runs in the wake of the same neighbour.
    const order = contestants.map((_, index) => contestants[(index + round) % contestants.length]!);
    for (const who of order) {
      const one = await contestant(arena, name, who);
      if (!one) continue;
      const place = { scenario: name, contestant: who, round };
      const processes = [arena.app.processId, arena.bare.processId];
      const window = await measureWindow(one, place, seconds, postmasterId, processes);
      windows.push(window);
      const cpu = `node ${window.node?.toFixed(0) ?? '–'} µs, PG ${window.postgres.toFixed(0)} µs, foreign ${window.foreignCores.toFixed(2)} cores`;
      console.log(
        `round ${round} ${name} ${who}: ${window.perSecond.toFixed(0)}/s, ${cpu}, errors ${window.errors}`,
      );
    }
  }
  return windows;
}

/** Speed counts only where the work was done: every answered submit is a row, and none is missing its score. */
async function verifyStored(admin: Client, windows: readonly Window[]): Promise<void> {
  const submitted = windows
    .filter(({ scenario, contestant: who }) => scenario === 'submit' && (who === 'app' || who === 'guarded'))
    .reduce((sum, { requests, errors }) => sum + requests - errors, 0);
  const { rows } = await admin.query<{ submissions: string; scores: string; replies: string }>(
    `SELECT (SELECT count(*) FROM submissions) AS submissions, (SELECT count(*) FROM scores) AS scores,
            (SELECT count(*) FROM idempotency_keys) AS replies`,
  );
  const { submissions = '0', scores = '0', replies = '0' } = rows[0] ?? {};
  console.log(
    `stored: ${submissions} submissions, ${scores} scores, ${replies} replies; answered in counted rounds: ${submitted}`,
  );
  if (Number(submissions) < submitted || submissions !== scores || submissions !== replies) {
    throw new Error('Answered submits and stored rows disagree.');
  }
}
