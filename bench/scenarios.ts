export const scenarioNames = ['submit', 'save', 'paper', 'landing'] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/**
 * Who runs a scenario. `floor` is what the goal is a share of; the others say where the rest goes: `guarded` is the same
 * call on the product's own tables with their triggers, checks and foreign keys, `bare` is fastify and pg around the
 * floor's call, `cached` is fastify with one string.
 */
export type ContestantName = 'floor' | 'guarded' | 'bare' | 'cached' | 'app';

export interface Scenario {
  readonly name: ScenarioName;
  readonly title: string;
  readonly contestants: readonly ContestantName[];
  readonly goal: number;
}

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  submit: {
    name: 'submit',
    title: 'Submit an attempt of 20 answers',
    contestants: ['floor', 'app', 'guarded', 'bare'],
    goal: 0.35,
  },
  save: {
    name: 'save',
    title: 'Save one answer',
    contestants: ['floor', 'app', 'guarded', 'bare'],
    goal: 0.45,
  },
  paper: { name: 'paper', title: 'Paper of a running attempt', contestants: ['floor', 'app'], goal: 0.6 },
  landing: { name: 'landing', title: 'Public landing', contestants: ['floor', 'app', 'cached'], goal: 0.6 },
};

const descriptions: Readonly<Record<ContestantName, string>> = {
  floor: 'floor',
  guarded: 'pgbench, product tables',
  bare: 'bare fastify, 1 call',
  cached: 'bare fastify, string',
  app: 'Assay',
};

export function describeContestant(scenario: Scenario, name: ContestantName): string {
  if (name !== 'floor') return descriptions[name];
  return scenario.name === 'submit' || scenario.name === 'save'
    ? 'floor: pgbench, 1 call'
    : 'floor: bare fastify + pg';
}
