import { attemptsPerWindow, AttemptSupply, runningAttempts } from './attempt-supply.js';
import { itemIdOf } from './identities.js';
import { benchItems } from './items.js';
import { runPgbench } from './load/pgbench.js';
import type { writeScripts } from './load/pgbench.js';
import { runWrk, type Load, type RequestKind } from './load/wrk.js';
import type { MeasuredProcess } from './processes/start.js';
import type { ContestantName, ScenarioName } from './scenarios.js';

export interface Arena {
  readonly app: MeasuredProcess;
  readonly bare: MeasuredProcess;
  readonly databaseUrl: string;
  readonly pgbench: string | undefined;
  readonly scripts: Awaited<ReturnType<typeof writeScripts>>;
  readonly supply: AttemptSupply;
  readonly runningTokens: string;
  readonly slugs: string;
  readonly connections: number;
  readonly pgbenchClients: number;
}

export interface Contestant {
  /** The process whose CPU counts as the server's; undefined where pgbench asks PostgreSQL directly. */
  readonly server: MeasuredProcess | undefined;
  run(seconds: number): Promise<Load>;
}

/** What the app sends with a submission, for the floor to store as much. */
const frozen = JSON.stringify(
  benchItems.map(({ response }, position) => ({ questionId: itemIdOf(0, position), response, clientSeq: 1 })),
);
const scored = JSON.stringify(
  benchItems.map(({ points }, position) => ({
    itemId: itemIdOf(0, position),
    status: 'correct',
    fraction: { numerator: '1', denominator: '1' },
    points: String(points),
  })),
);

export async function contestant(
  arena: Arena,
  scenario: ScenarioName,
  name: ContestantName,
): Promise<Contestant | undefined> {
  const acts = scenario === 'submit' || scenario === 'save';
  if (name === 'guarded' || (name === 'floor' && acts)) {
    return acts && arena.pgbench !== undefined ? direct(arena, arena.pgbench, scenario, name) : undefined;
  }
  if (name === 'app') return served(arena, arena.app, scenario, 'product');
  const kind = name === 'cached' ? 'bare-cached' : (`bare-${scenario}` as const);
  return served(arena, arena.bare, kind, 'floor');
}

function direct(
  arena: Arena,
  program: string,
  scenario: 'submit' | 'save',
  name: 'floor' | 'guarded',
): Contestant {
  const consuming = scenario === 'submit';
  const count = consuming ? attemptsPerWindow[name] : runningAttempts;
  return {
    server: undefined,
    run: (seconds) =>
      runPgbench({
        program,
        url: arena.databaseUrl,
        script: arena.scripts[`${scenario}-${name}`],
        clients: arena.pgbenchClients,
        seconds,
        first: consuming ? arena.supply.take(name === 'floor' ? 'floor' : 'product', count) : 0,
        count,
        consuming,
        variables: consuming ? { responses: frozen, items: scored } : { response: '"opt-3"' },
      }),
  };
}

async function served(
  arena: Arena,
  server: MeasuredProcess,
  kind: RequestKind,
  tables: 'product' | 'floor',
): Promise<Contestant> {
  const { supply, connections } = arena;
  const shared = { kind, port: server.port, connections };
  if (kind === 'submit' || kind === 'bare-submit') {
    const count = attemptsPerWindow[kind === 'submit' ? 'app' : 'bare'];
    const first = supply.take(tables, count);
    // Written before the window opens: hashing the secrets is no part of it.
    const linesFile = kind === 'submit' ? { linesFile: await supply.tokenFile(first, count) } : {};
    return { server, run: (seconds) => runWrk({ ...shared, seconds, first, count, ...linesFile }) };
  }
  const linesFile = kind.endsWith('landing') ? arena.slugs : arena.runningTokens;
  return {
    server,
    run: (seconds) => runWrk({ ...shared, seconds, first: 0, count: runningAttempts, linesFile }),
  };
}
