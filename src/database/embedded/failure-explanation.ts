import { StartupError } from './startup-error.js';

const lastLineCount = 6;

export function lastLines(output: string): string {
  return output.trimEnd().split('\n').slice(-lastLineCount).join('\n');
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Turns what initdb or the server printed into advice, followed by their own words. */
export function explainFailure(what: string, output: string, directory: string): StartupError {
  return new StartupError(`${what} ${advice(output, directory)}\n${lastLines(output)}`.trimEnd());
}

/** The same for an error of the file system. */
export function explainFileError(error: unknown, directory: string): unknown {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return new StartupError(
        `Assay has no permission to use the database folder ${directory}. Start it as the user who owns that folder, or set ASSAY_DATA_DIRECTORY to another one.`,
      );
    case 'EROFS':
      return new StartupError(
        `The database folder ${directory} is on a read-only file system. Set ASSAY_DATA_DIRECTORY to a writable folder.`,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return new StartupError(
        `The disk that holds the database folder ${directory} is full. Free some space and start again.`,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new StartupError(
        `A file stands where the database folder ${directory} should be. Remove it, or set ASSAY_DATA_DIRECTORY to another folder.`,
      );
    default:
      return error;
  }
}

export function inUse(cluster: string, by: string): StartupError {
  return new StartupError(
    `The database folder ${cluster} is in use by ${by}. Stop that process first, or set ASSAY_DATA_DIRECTORY to another folder.`,
  );
}

function advice(output: string, directory: string): string {
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return `The disk that holds ${directory} is full: free some space and start again.`;
  }
  if (/Cannot allocate memory|could not (map anonymous|resize) shared memory/.test(output)) {
    return 'The machine has too little free memory: give it more, or set DATABASE_URL to a server elsewhere.';
  }
  if (/Permission denied|has wrong ownership|has invalid permissions/.test(output)) {
    return `Permissions on ${directory} are in the way: the folder must belong to the user who runs PostgreSQL, with mode 0700.`;
  }
  if (/Read-only file system/.test(output)) {
    return `${directory} is on a read-only file system: set ASSAY_DATA_DIRECTORY to a writable folder.`;
  }
  return 'Set DATABASE_URL to use another PostgreSQL server, or look at its last lines:';
}
