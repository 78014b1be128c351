import { isId } from '../common/identifiers/identifiers.js';
import type { DeadJobFilter } from './dead-letters.queries.js';

export const jobsUsage = `Usage: assay jobs <command>, with DATABASE_URL set

  list                              what waits, runs and is dead, by kind; the workers; what is paused
  dead [FILTER] [--limit N]         dead jobs, the newest first (default 50, at most 500)
  replay ID | FILTER | --all        queues dead jobs again, 500 at most; twice does it once
  pause [KIND] [--drain]            no job of the kind, or none at all, begins from now on; --drain waits for those that run
  resume [KIND]                     the end of a pause

  FILTER: --kind KIND, --employer ID, --class permanent|exhausted|poison
`;

export type JobsCommand =
  | { readonly name: 'list' | 'help' }
  | { readonly name: 'dead'; readonly filter: DeadJobFilter; readonly limit: number }
  | { readonly name: 'replay'; readonly filter: DeadJobFilter }
  | { readonly name: 'pause'; readonly kind: string | undefined; readonly drain: boolean }
  | { readonly name: 'resume'; readonly kind: string | undefined };

/** The words make no command; the message says which of them does not fit. */
export class JobsUsageError extends Error {}

const errorClasses = ['permanent', 'exhausted', 'poison'];
const kindForm = /^[a-z]+(_[a-z]+)*$/;

/** Which options a command takes; true for those with a value. */
const options: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  list: {},
  dead: { '--kind': true, '--employer': true, '--class': true, '--limit': true },
  replay: { '--kind': true, '--employer': true, '--class': true, '--all': false },
  pause: { '--drain': false },
  resume: {},
};

/** @param words what follows `assay jobs`. */
export function parseJobsArguments([name = '--help', ...words]: readonly string[]): JobsCommand {
  if (name === '--help' || words.includes('--help')) return { name: 'help' };
  const known = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!known) throw new JobsUsageError(`"${name}" is no command of assay jobs.`);
  const { given, plain } = separate(name, known, words);
  const [first, ...rest] = plain;
  if (rest.length > 0 || (first !== undefined && (name === 'list' || name === 'dead')))
    throw new JobsUsageError(`"${rest[0] ?? first}" is one word too many.`);
  switch (name) {
    case 'dead':
      return { name, filter: filterOf(given), limit: limitOf(given.get('--limit')) };
    case 'replay':
      return { name, filter: replayFilter(given, first) };
    case 'pause':
      return { name, kind: kindOf(first), drain: given.has('--drain') };
    case 'resume':
      return { name, kind: kindOf(first) };
    default:
      return { name: 'list' };
  }
}

function separate(
  name: string,
  known: Readonly<Record<string, boolean>>,
  words: readonly string[],
): { given: Map<string, string>; plain: string[] } {
  const given = new Map<string, string>();
  const plain: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    if (!word.startsWith('-')) {
      plain.push(word);
      continue;
    }
    if (!Object.hasOwn(known, word)) throw new JobsUsageError(`assay jobs ${name} has no option ${word}.`);
    if (given.has(word)) throw new JobsUsageError(`${word} stands there twice.`);
    const value = known[word] ? words[(index += 1)] : '';
    if (value === undefined) throw new JobsUsageError(`${word} needs a value.`);
    given.set(word, value);
  }
  return { given, plain };
}

function filterOf(given: ReadonlyMap<string, string>): DeadJobFilter {
  const kind = kindOf(given.get('--kind'));
  const employerId = idOf(given.get('--employer'), '--employer');
  const errorClass = given.get('--class');
  if (errorClass !== undefined && !errorClasses.includes(errorClass))
    throw new JobsUsageError(`--class is one of ${errorClasses.join(', ')}, not "${errorClass}".`);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(employerId === undefined ? {} : { employerId }),
    ...(errorClass === undefined ? {} : { errorClass }),
  };
}

/** Everything is replayed only where that was said, not where a filter was forgotten. */
function replayFilter(given: ReadonlyMap<string, string>, word: string | undefined): DeadJobFilter {
  const id = idOf(word, 'What is replayed');
  const filter = filterOf(given);
  const ways = [id !== undefined, Object.keys(filter).length > 0, given.has('--all')].filter(Boolean);
  if (ways.length !== 1) throw new JobsUsageError('assay jobs replay takes one of: an id, a filter, --all.');
  return id === undefined ? filter : { id };
}

function kindOf(text: string | undefined): string | undefined {
  if (text === undefined || kindForm.test(text)) return text;
  throw new JobsUsageError(`A kind is lower-case words and underscores, not "${text}".`);
}

function idOf(text: string | undefined, what: string): string | undefined {
  if (text === undefined || isId(text)) return text;
  throw new JobsUsageError(`${what} must be an identifier as the list shows it, not "${text}".`);
}

function limitOf(text = '50'): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) <= 500) return Number(text);
  throw new JobsUsageError(`--limit is a whole number from 1 to 500, not "${text}".`);
}
