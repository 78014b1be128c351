import { scenarios, type ContestantName, type Scenario, type ScenarioName } from '../scenarios.js';
import { disturbingCores, type Window } from './window.js';

export interface Row {
  readonly scenario: ScenarioName;
  readonly contestant: ContestantName;
  readonly perSecond: number;
  /** Of the floor's speed; the median of the ratios within a round, because the machine's speed drifts between rounds. */
  readonly ratio: number | undefined;
  /** The floor's CPU per request, all processes, by this one's: what the ratio would be if only CPU counted. */
  readonly cpuRatio: number | undefined;
  readonly goal: number | undefined;
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  readonly node: number | undefined;
  readonly postgres: number;
  readonly errors: number;
  readonly rounds: number;
  readonly disturbed: number;
}

const fewestQuietRounds = 3;

export function summarise(windows: readonly Window[], scenarioNames: readonly ScenarioName[]): Row[] {
  return scenarioNames.flatMap((name) =>
    scenarios[name].contestants.flatMap((contestant) => {
      const own = windows.filter((window) => window.scenario === name && window.contestant === contestant);
      return own.length === 0 ? [] : [summariseOne(scenarios[name], contestant, own, windows)];
    }),
  );
}

function summariseOne(
  scenario: Scenario,
  contestant: ContestantName,
  own: readonly Window[],
  all: readonly Window[],
): Row {
  const used = preferQuiet(own, isQuiet);
  const floorOf = (window: Window): Window | undefined =>
    all.find(
      (other) =>
        other.scenario === scenario.name && other.contestant === 'floor' && other.round === window.round,
    );
  const pairs = own.flatMap((window) => {
    const floor = floorOf(window);
    return floor ? [{ window, floor }] : [];
  });
  const compared = preferQuiet(pairs, (pair) => isQuiet(pair.window) && isQuiet(pair.floor));
  return {
    scenario: scenario.name,
    contestant,
    perSecond: median(used.map((window) => window.perSecond)) ?? 0,
    ratio:
      contestant === 'floor'
        ? 1
        : median(compared.map(({ window, floor }) => window.perSecond / floor.perSecond)),
    cpuRatio:
      contestant === 'floor'
        ? 1
        : median(compared.map(({ window, floor }) => allCpu(floor) / allCpu(window))),
    goal: contestant === 'app' ? scenario.goal : undefined,
    p50: median(used.map((window) => window.p50)),
    p99: median(used.map((window) => window.p99)),
    node: median(used.map((window) => window.node)),
    postgres: median(used.map((window) => window.postgres)) ?? 0,
    errors: own.reduce((sum, window) => sum + window.errors, 0),
    rounds: own.length,
    disturbed: own.filter((window) => !isQuiet(window)).length,
  };
}

function isQuiet(window: Window): boolean {
  return window.foreignCores <= disturbingCores;
}

/** Disturbed windows count only where too few others are left. */
function preferQuiet<Item>(items: readonly Item[], quiet: (item: Item) => boolean): readonly Item[] {
  const kept = items.filter(quiet);
  return kept.length >= Math.min(fewestQuietRounds, items.length) ? kept : items;
}

function allCpu(window: Window): number {
  return (window.node ?? 0) + window.postgres + window.load;
}

export function median(values: readonly (number | undefined)[]): number | undefined {
  const sorted = values
    .filter((value): value is number => value !== undefined)
    .sort((left, right) => left - right);
  if (sorted.length === 0) return undefined;
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
