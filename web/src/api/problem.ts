import type { components } from './schema.js';

export type Problem = components['schemas']['Problem'];
export type ProblemCode = Problem['code'];

/** What the server refused, in its own words; `problem.code` decides, `detail` is for people. */
export class ApiProblem extends Error {
  constructor(
    readonly problem: Problem & Readonly<Record<string, unknown>>,
    readonly status: number,
    /** Of the thing as it is now, where somebody else has changed it. */
    readonly etag: string | null,
    readonly retryAfterSeconds: number | null,
  ) {
    super(problem.detail ?? problem.title);
  }

  get code(): ProblemCode {
    return this.problem.code;
  }
}

/** No answer came at all: the connection, not the server, is the matter. */
export class NoConnection extends Error {
  constructor(options?: ErrorOptions) {
    super('The server cannot be reached.', options);
  }
}

export function hasCode(error: unknown, ...codes: readonly string[]): error is ApiProblem {
  return error instanceof ApiProblem && codes.includes(error.code);
}

/** The messages of a refused form by field: `/passMarkPercent` is the field `passMarkPercent`. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!hasCode(error, 'validation-failed')) return {};
  const entries = (error.problem.errors ?? []).map(({ pointer, detail }) => [
    pointer.replace(/^\//, '').replaceAll('/', '.'),
    detail,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}
