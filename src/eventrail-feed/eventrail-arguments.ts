export const eventrailUsage = `Usage: assay verify-journal [--database] [--log FOLDER] --checkpoints FILE --public-key FILE
       assay checkpoints [--log FOLDER]
       assay checkpoint-key

  verify-journal   checks the journal in the database of DATABASE_URL, its copy in the event log, or both and that they agree,
                   against checkpoints that were kept elsewhere. Changes nothing.
                   Exit code 0: intact. 1: tampered with. 2: cannot be decided.
  checkpoints      prints the checkpoints that the event log holds: keep them where nobody who can write here can write
  checkpoint-key   prints the public key of this installation, for --public-key
`;

export type EventrailCommand =
  | { readonly name: 'help' | 'checkpoint-key' }
  | { readonly name: 'checkpoints'; readonly folder: string | undefined }
  | {
      readonly name: 'verify-journal';
      readonly database: boolean;
      readonly folder: string | undefined;
      readonly checkpoints: string;
      readonly publicKey: string;
    };

/** The words make no command; the message says which of them does not fit. */
export class EventrailUsageError extends Error {}

/** Which options a command takes; true for those with a value. */
const options: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  'verify-journal': { '--database': false, '--log': true, '--checkpoints': true, '--public-key': true },
  checkpoints: { '--log': true },
  'checkpoint-key': {},
};

export function parseEventrailArguments(name: string, words: readonly string[]): EventrailCommand {
  if (words.includes('--help')) return { name: 'help' };
  const given = read(name, options[name] ?? {}, words);
  if (name === 'checkpoint-key') return { name };
  if (name === 'checkpoints') return { name, folder: given.get('--log') };
  const database = given.has('--database');
  const folder = given.get('--log');
  if (!database && folder === undefined)
    throw new EventrailUsageError('Say what to check: --database, --log FOLDER, or both.');
  const checkpoints = given.get('--checkpoints');
  const publicKey = given.get('--public-key');
  if (checkpoints === undefined || publicKey === undefined)
    throw new EventrailUsageError(
      'assay verify-journal needs --checkpoints FILE and --public-key FILE, both kept elsewhere.',
    );
  return { name: 'verify-journal', database, folder, checkpoints, publicKey };
}

function read(
  name: string,
  known: Readonly<Record<string, boolean>>,
  words: readonly string[],
): Map<string, string> {
  const given = new Map<string, string>();
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (!Object.hasOwn(known, word)) throw new EventrailUsageError(`assay ${name} has no option ${word}.`);
    if (given.has(word)) throw new EventrailUsageError(`${word} stands there twice.`);
    const value = known[word] === true ? words[(index += 1)] : '';
    if (value === undefined) throw new EventrailUsageError(`${word} needs a value.`);
    given.set(word, value);
  }
  return given;
}
