import { AppError } from '../common/errors/app-error.js';
import { constraintErrors } from './constraint-errors.js';

interface PostgresError extends Error {
  readonly code?: string;
  readonly constraint?: string;
}

const serializationFailure = '40001';
const deadlockDetected = '40P01';
const lockNotAvailable = '55P03';
const inFailedTransaction = '25P02';

export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const state = (error as PostgresError).code;
  return typeof state === 'string' && /^[0-9A-Z]{5}$/.test(state) ? state : undefined;
}

/** Decided by SQLSTATE alone: the text of a message is translated and changes between versions. */
export function isRetryable(error: unknown, retryLockTimeout: boolean): boolean {
  const state = sqlState(error);
  return (
    state === serializationFailure ||
    state === deadlockDetected ||
    (retryLockTimeout && state === lockNotAvailable)
  );
}

/** The pause before the next try: random, so that those who collided do not meet again. */
export function fullJitter(attempt: number): Promise<void> {
  const delay = Math.random() * Math.min(200, 10 * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, delay));
}

/** A statement that was refused only because an earlier one of the transaction had failed. */
export function isSequelOfFailure(error: unknown): boolean {
  return sqlState(error) === inFailedTransaction;
}

/** Turns what the driver reports into what a client is told; what nobody foresaw stays as it is and becomes a 500. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const state = sqlState(error);
  if (state === undefined) return isConnectionFailure(error) ? unavailable(error) : error;
  if (state.startsWith('23')) return translateConstraint(error as PostgresError);
  if (state === '22P02' || state === '22P05' || state === '22003' || state === '22021') {
    return new AppError('bad-request', { cause: error });
  }
  // Row-level security refuses a row of another tenant as "insufficient privilege".
  if (state === '42501') return new AppError('not-found', { cause: error });
  if (
    [
      serializationFailure,
      deadlockDetected,
      lockNotAvailable,
      '57014',
      '53300',
      '57P01',
      '57P02',
      '57P03',
    ].includes(state)
  ) {
    return unavailable(error);
  }
  return state.startsWith('08') ? unavailable(error) : error;
}

function translateConstraint(error: PostgresError): unknown {
  const known = error.constraint === undefined ? undefined : constraintErrors[error.constraint];
  if (known === undefined || known === 'unexpected') return error;
  return new AppError(known.code, {
    cause: error,
    ...(known.detail === undefined ? {} : { detail: known.detail }),
    ...(known.pointer === undefined
      ? {}
      : {
          errors: [
            { pointer: known.pointer, code: 'not-allowed', detail: 'This value is not allowed here.' },
          ],
        }),
  });
}

/** The connection is gone, whoever noticed: the driver, or the server, which says so before it ends it. */
export function isConnectionLoss(error: unknown): boolean {
  const state = sqlState(error);
  return state === undefined
    ? isConnectionFailure(error)
    : state === '57P01' || state === '57P02' || state.startsWith('08');
}

export function isConnectionFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as NodeJS.ErrnoException).code;
  return (
    (code !== undefined &&
      ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'].includes(code)) ||
    // node-postgres has no code for these four.
    /Connection terminated|timeout exceeded when trying to connect|Client (has encountered a connection error|was closed)/.test(
      error.message,
    )
  );
}

function unavailable(cause: unknown): AppError {
  return new AppError('service-unavailable', { cause, headers: { 'retry-after': '1' } });
}
