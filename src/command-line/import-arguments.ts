import { parseArgs } from 'node:util';

export const importUsage = `Usage: assay import FILE --assessment ID [options]

  Reads the questions of a file through the API, shows what is wrong with them, and adds them.

  --assessment ID        the assessment that gets the questions
  --dry-run              read and show only; nothing is added, and nothing is kept
  --leave-out-errors     add the other rows where some have errors
  --leave-out-duplicates leave out what the file or the assessment has already
  --url URL              address of Assay (default: ASSAY_API_URL, or http://localhost:3000)

  The key of a program is taken from ASSAY_API_KEY: an argument would be seen by other users of the machine.
  Exit codes: 0 added (or, with --dry-run, nothing wrong), 1 problems, 2 wrong use.
`;

/** What the environment says. */
export interface ClientSettings {
  readonly url: string | undefined;
  readonly key: string | undefined;
}

export interface ImportArguments {
  readonly file: string;
  readonly assessmentId: string;
  readonly dryRun: boolean;
  readonly leaveOutErrors: boolean;
  readonly leaveOutDuplicates: boolean;
  /** Without slash at its end. */
  readonly url: string;
  readonly key: string;
}

/** Wrong use of the command; the message says what is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws UsageError */
export function parseImportArguments(words: readonly string[], settings: ClientSettings): ImportArguments {
  const { values, positionals } = parse(words);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file to import.');
  const assessmentId = values.assessment;
  if (assessmentId === undefined || !uuid.test(assessmentId))
    throw new UsageError('Say which assessment gets the questions: --assessment ID');
  const { key } = settings;
  if (key === undefined) throw new UsageError('Set ASSAY_API_KEY to a key that may write assessments.');
  return {
    file,
    assessmentId,
    dryRun: values['dry-run'],
    leaveOutErrors: values['leave-out-errors'],
    leaveOutDuplicates: values['leave-out-duplicates'],
    url: address(values.url ?? settings.url ?? 'http://localhost:3000'),
    key,
  };
}

// The inferred type of parseArgs is its documentation.
// oxlint-disable-next-line typescript/explicit-function-return-type
function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        assessment: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        'leave-out-errors': { type: 'boolean', default: false },
        'leave-out-duplicates': { type: 'boolean', default: false },
        url: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

function address(text: string): string {
  try {
    const url = new URL(text);
    if (url.protocol === 'http:' || url.protocol === 'https:') return url.origin;
  } catch {
    // Said below.
  }
  throw new UsageError(`"${text}" is no address such as https://assay.example.org`);
}
