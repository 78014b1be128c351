import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readEvents } from './event-reader.js';
import type { ImportArguments } from './import-arguments.js';
import { problemTable, type ShownProblem } from './problem-table.js';
import { ProgressLine, progressLine } from './progress-line.js';

interface ImportView {
  readonly id: string;
  readonly layout: string | null;
  readonly rowCount: number;
  readonly readyCount: number;
  readonly errorCount: number;
  readonly warningCount: number;
  readonly lossCount: number;
  readonly blockingCount: number;
  readonly problems: readonly ShownProblem[];
}

interface Problem {
  readonly title?: string;
  readonly detail?: string;
}

/** The API has refused, or cannot be reached; the message is for the person at the terminal. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

const longestTries = 5;

/** Answers with the exit code: 0 added, or nothing wrong with what was only looked at; 1 problems. */
export async function runImport(
  options: ImportArguments,
  say: (text: string) => void,
  terminal: NodeJS.WriteStream,
): Promise<number> {
  const bytes = await readFile(options.file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailed(`${options.file} cannot be read (${error.code ?? error.message}).`);
  });
  const form = new FormData();
  form.append('file', new Blob([bytes]), basename(options.file));
  const received = await call<{ id: string }>(
    options,
    'POST',
    `/assessments/${options.assessmentId}/imports?start=later`,
    form,
  );
  const progress = new ProgressLine(terminal);
  const listening = new AbortController();
  const listener = listen(options, received.id, progress, listening.signal);
  try {
    const view = await call<ImportView>(options, 'POST', `/imports/${received.id}/start`);
    progress.end();
    say(summary(options.file, view));
    say(problemTable(view.problems));
    if (options.dryRun) {
      await call(options, 'DELETE', `/imports/${view.id}`);
      return view.errorCount > 0 ? 1 : 0;
    }
    if (view.blockingCount > 0 && !options.leaveOutErrors) {
      await call(options, 'DELETE', `/imports/${view.id}`);
      say('Nothing was added. Correct the file, or leave the rows with errors out: --leave-out-errors\n');
      return 1;
    }
    const committed = await call<{ committedCount: number }>(options, 'POST', `/imports/${view.id}/commit`, {
      leaveOutRowsWithProblems: options.leaveOutErrors,
      leaveOutDuplicates: options.leaveOutDuplicates,
    }).catch(async (error: unknown) => {
      // What was refused would lie there unfinished. What merely was not answered may have happened, and cannot be discarded.
      await call(options, 'DELETE', `/imports/${view.id}`).catch(() => undefined);
      throw error;
    });
    progress.end();
    say(`Added ${counted(committed.committedCount, 'question')}.\n`);
    return view.blockingCount > 0 ? 1 : 0;
  } finally {
    progress.end();
    listening.abort();
    await listener;
  }
}

function summary(file: string, view: ImportView): string {
  const counts = [
    counted(view.rowCount, 'row'),
    counted(view.errorCount, 'error'),
    counted(view.warningCount, 'warning'),
    ...(view.lossCount > 0 ? [`${counted(view.lossCount, 'thing')} that Assay has no place for`] : []),
  ];
  return `${basename(file)}: ${view.layout ?? 'read'}; ${counts.join(', ')}.\n`;
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Progress is for the eye only: a stream that fails is left alone. */
async function listen(
  options: ImportArguments,
  id: string,
  progress: ProgressLine,
  signal: AbortSignal,
): Promise<void> {
  try {
    const response = await fetch(`${options.url}/api/v1/imports/${id}/events`, {
      headers: { authorization: `Bearer ${options.key}` },
      signal,
    });
    if (response.status !== 200 || !response.body) return;
    for await (const { type, data } of readEvents(response.body)) {
      const { done, total } = data as { done?: number; total?: number };
      if (type === 'reading') progress.show(progressLine('Reading', done ?? 0));
      if (type === 'committing') progress.show(progressLine('Adding', done ?? 0, total));
    }
  } catch {
    // Nothing depends on it.
  }
}

/** Repeats with the same key what was lost on the way: the server does it once. */
async function call<Result>(
  options: ImportArguments,
  method: 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Result> {
  const isForm = body instanceof FormData;
  const request: RequestInit = {
    method,
    headers: {
      authorization: `Bearer ${options.key}`,
      'idempotency-key': randomUUID(),
      ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  };
  for (let tries = 1; ; tries += 1) {
    try {
      const response = await fetch(`${options.url}/api/v1${path}`, request);
      if (response.status === 204) return undefined as Result;
      const answer = (await response.json()) as Result & Problem & { retryable?: boolean };
      if (response.ok) return answer;
      if (!answer.retryable || tries >= longestTries)
        throw new CommandFailed(answer.detail ?? answer.title ?? `The server answered ${response.status}.`);
    } catch (error) {
      if (error instanceof CommandFailed) throw error;
      if (tries >= longestTries) throw new CommandFailed(`${options.url} cannot be reached.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** tries));
  }
}
