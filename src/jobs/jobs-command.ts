import { createDataSource } from '../database/data-sources.js';
import { Database } from '../database/database.js';
import type { DeadJob } from './dead-letters.queries.js';
import { JobOperations, mostReplayedAtOnce, type Overview } from './job-operations.js';
import { jobsUsage, type JobsCommand } from './jobs-arguments.js';
import { allKinds } from './operations.queries.js';

/**
 * The operator's hands: straight to the database of DATABASE_URL, because it must work where no server runs. It migrates nothing.
 *
 * @param say takes what the operator reads, with line ends.
 */
export async function runJobsCommand(
  command: JobsCommand,
  url: string,
  say: (text: string) => void,
): Promise<void> {
  if (command.name === 'help') return say(jobsUsage);
  const source = await createDataSource({ url, role: 'assay_app', poolSize: 1 }).initialize();
  try {
    await execute(command, new JobOperations(new Database(source, source)), say);
  } finally {
    await source.destroy();
  }
}

async function execute(
  command: Exclude<JobsCommand, { name: 'help' }>,
  operations: JobOperations,
  say: (text: string) => void,
): Promise<void> {
  switch (command.name) {
    case 'list':
      return say(describeOverview(await operations.overview()));
    case 'dead':
      return say(describeDead(await operations.listDead(command.filter, command.limit)));
    case 'replay': {
      const count = await operations.replay(command.filter);
      const more = count === mostReplayedAtOnce ? ' There may be more: run it again.' : '';
      return say(count === 0 ? 'No dead job matches.\n' : `Queued again: ${count}.${more}\n`);
    }
    case 'pause':
      await operations.pause(command.kind);
      say(`Paused: ${command.kind ?? 'every kind'}. Jobs that run go on.\n`);
      if (command.drain) {
        await operations.drained(command.kind);
        say('None runs any more.\n');
      }
      return;
    case 'resume': {
      const wasPaused = await operations.resume(command.kind);
      return say(`${wasPaused ? 'Resumed' : 'Was not paused'}: ${command.kind ?? 'every kind'}.\n`);
    }
  }
}

function describeOverview({ kinds, workers, paused }: Overview): string {
  const rows = kinds.map(({ kind, due, later, running, dead, oldestSeconds }) => [
    kind,
    ...[due, later, running, dead].map(String),
    due === 0 ? '' : `${Math.round(oldestSeconds)} s`,
  ]);
  const names = paused.map((kind) => (kind === allKinds ? 'every kind' : kind));
  return [
    rows.length === 0
      ? 'No job waits, runs or is dead.'
      : table([['kind', 'due', 'later', 'running', 'dead', 'oldest due'], ...rows]),
    workers.length === 0
      ? 'No worker is registered.'
      : table([
          ['worker', 'running', 'lease'],
          ...workers.map(({ name, running, leaseSeconds }) => [
            name,
            String(running),
            leaseSeconds > 0 ? `${Math.round(leaseSeconds)} s` : 'ended: silent',
          ]),
        ]),
    ...(names.length === 0 ? [] : [`Paused: ${names.join(', ')}`]),
    '',
  ].join('\n');
}

function describeDead(jobs: readonly DeadJob[]): string {
  if (jobs.length === 0) return 'No dead job matches.\n';
  return `${table([
    ['id', 'employer', 'kind', 'class', 'attempts', 'first failed', 'died', 'replays', 'error'],
    ...jobs.map((job) => [
      job.id,
      job.employerId,
      job.kind,
      job.errorClass,
      String(job.attempt),
      job.firstFailedAt?.toISOString() ?? '',
      job.diedAt.toISOString(),
      String(job.replays),
      job.errorMessage ?? '',
    ]),
  ])}\n`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
