import { setTimeout as delay } from 'node:timers/promises';
import type { Contestant } from '../contestants.js';
import type { ContestantName, ScenarioName } from '../scenarios.js';
import { watchCpu } from './cpu.js';

/** More than this of the machine used by others, in cores, makes a window unfit for comparison. */
export const disturbingCores = 0.3;

export interface Window {
  readonly scenario: ScenarioName;
  readonly contestant: ContestantName;
  readonly round: number;
  readonly requests: number;
  readonly errors: number;
  readonly perSecond: number;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  /** CPU microseconds per request. */
  readonly node: number | undefined;
  readonly postgres: number;
  readonly load: number;
  readonly foreignCores: number;
}

export async function measureWindow(
  contestant: Contestant,
  place: Pick<Window, 'scenario' | 'contestant' | 'round'>,
  seconds: number,
  postmasterId: number,
  otherProcesses: readonly number[],
): Promise<Window> {
  const server = contestant.server?.processId;
  const idle = otherProcesses.filter((processId) => processId !== server);
  const watch = watchCpu(postmasterId, server, idle);
  const load = await contestant.run(seconds);
  // The backends of pgbench end a moment after it.
  await delay(50);
  const spent = watch.stop();
  return {
    ...place,
    requests: load.requests,
    errors: load.errors,
    perSecond: load.requests / load.seconds,
    p50: load.p50,
    p99: load.p99,
    node: server === undefined ? undefined : spent.server / load.requests,
    postgres: spent.postgres / load.requests,
    load: spent.load / load.requests,
    foreignCores: spent.foreignCores,
  };
}
