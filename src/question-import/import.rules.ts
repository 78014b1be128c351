import { AppError } from '../common/errors/app-error.js';
import type { ErrorCode } from '../common/errors/catalogue.js';

export const importStates = ['received', 'ready', 'failed', 'committed', 'undone', 'discarded'] as const;
export type ImportState = (typeof importStates)[number];

export interface ImportFailure {
  readonly code: string;
  readonly message: string;
}

export const internalFailure: ImportFailure = {
  code: 'internal_error',
  message: 'The file could not be read because of a fault on our side. Try again, or send it to us.',
};

export const abandonedFailure: ImportFailure = {
  code: 'import_abandoned',
  message: 'The file could not be read within an hour. Divide it into several files.',
};

const errorCodes: Readonly<Record<string, ErrorCode>> = {
  import_too_large: 'payload-too-large',
  import_timeout: 'payload-too-large',
  [abandonedFailure.code]: 'payload-too-large',
  [internalFailure.code]: 'internal',
};

/** How an upload is answered whose file cannot be read; the import keeps the same words. */
export function refusalOf(importId: string, failure: ImportFailure): AppError {
  return new AppError(errorCodes[failure.code] ?? 'unsupported-file', {
    detail: failure.message,
    members: { reason: failure.code, importId },
  });
}

const whyNotOpen: Readonly<Record<ImportState, string | undefined>> = {
  ready: undefined,
  received: 'The file is still being read.',
  failed: 'The file could not be read.',
  committed: 'The import was already committed.',
  undone: 'The import was undone. Upload the file again.',
  discarded: 'The import was discarded. Upload the file again.',
};

/** Refuses where the rows of an import cannot be changed or committed at all. */
export function assertOpen(state: ImportState): void {
  const detail = whyNotOpen[state];
  if (detail !== undefined) throw new AppError('import-not-ready', { detail });
}

/** How a file is read may be changed while an older reading is under way: the newest wish counts. */
export function assertReadable(state: ImportState): void {
  if (state !== 'received') assertOpen(state);
}
