import { parseArgs } from 'node:util';
import { scenarioNames, type ScenarioName } from './scenarios.js';

export interface Options {
  readonly rounds: number;
  readonly seconds: number;
  readonly connections: number;
  readonly pgbenchClients: number;
  readonly scenarios: readonly ScenarioName[];
  /** Exit code 1 where a goal is missed. */
  readonly strict: boolean;
  /** Where the database goes; its disk decides what a commit costs. */
  readonly directory: string | undefined;
  /** Keeps the V8 profile of the app's process here. */
  readonly profile: string | undefined;
  readonly writeResults: boolean;
}

export function readOptions(given: string[]): Options {
  const { values } = parseArgs({
    args: given,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '32' },
      'pgbench-clients': { type: 'string', default: '8' },
      only: { type: 'string', default: scenarioNames.join(',') },
      strict: { type: 'boolean', default: false },
      directory: { type: 'string' },
      profile: { type: 'string' },
      'no-results': { type: 'boolean', default: false },
    },
  });
  const asked = values.only.split(',');
  const unknown = asked.find((name) => !scenarioNames.some((known) => known === name));
  if (unknown !== undefined) throw new Error(`--only takes ${scenarioNames.join(', ')}; not "${unknown}"`);
  return {
    rounds: whole(values.rounds, 'rounds', 1, 50),
    seconds: whole(values.seconds, 'seconds', 1, 60),
    connections: whole(values.connections, 'connections', 1, 256),
    pgbenchClients: whole(values['pgbench-clients'], 'pgbench-clients', 1, 64),
    scenarios: scenarioNames.filter((name) => asked.includes(name)),
    strict: values.strict,
    directory: values.directory,
    profile: values.profile,
    writeResults: !values['no-results'],
  };
}

function whole(text: string, name: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new Error(`--${name} takes a whole number from ${minimum} to ${maximum}`);
  }
  return value;
}
