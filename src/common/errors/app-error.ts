import { errorCatalogue, type ErrorCode } from './catalogue.js';

export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

interface AppErrorOptions {
  /** Safe to show: never built from another tenant's data, a token, an answer or a driver's message. */
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  /** Further members of the problem document, such as the list of active assessments. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** The only error that rules, services and queries throw on purpose. Its status stands in the catalogue. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(options.detail ?? errorCatalogue[code].title, { cause: options.cause });
    this.detail = options.detail;
    this.errors = options.errors;
    this.members = options.members ?? {};
    this.headers = options.headers ?? {};
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

export function validationFailed(errors: readonly FieldError[]): AppError {
  return new AppError('validation-failed', { errors, detail: errors[0]?.detail });
}

/** The row, or 404: what is another tenant's and what does not exist are answered alike. */
export function found<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new AppError('not-found');
  return row;
}
