import type { AppError } from './app-error.js';
import { errorCatalogue } from './catalogue.js';

/** The RFC 9457 document of an error. `undefined` members are left out by JSON. */
export function toProblem(error: AppError, requestId: string): Record<string, unknown> {
  const entry = errorCatalogue[error.code];
  return {
    // A name, not an address: it stays the same wherever the documentation lies.
    type: error.code === 'internal' ? 'about:blank' : `urn:assay:problem:${error.code}`,
    title: entry.title,
    status: entry.status,
    detail: error.detail,
    instance: `urn:request:${requestId}`,
    code: error.code,
    retryable: entry.retryable,
    errors: error.errors,
    ...error.members,
  };
}
