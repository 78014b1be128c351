import { safeText } from './safe-text.js';

export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly [detail: string]: unknown;
}

/**
 * The only properties of an error that are logged. Left out on purpose: `detail` and `where` of PostgreSQL
 * quote rows, `query` and `parameters` of TypeORM are statement and values, `body` and `response` of HTTP
 * libraries are what people sent.
 */
const details = [
  'code',
  'status',
  'statusCode',
  'severity',
  'constraint',
  'table',
  'column',
  'routine',
  'pointer',
];
const mostCauses = 3;

export function describeError(error: Error, causes = mostCauses): ErrorDescription {
  const message = withoutQuotedInput(error, error.message);
  const description: Record<string, unknown> = { type: error.constructor.name, message: safeText(message) };
  if (typeof error.stack === 'string') {
    // The stack begins with the message, which may have several lines.
    const frames = error.stack.replace(error.message, () => message);
    description['stack'] = safeText(frames);
  }
  for (const name of details) {
    const value = (error as unknown as Record<string, unknown>)[name];
    if (typeof value === 'string') description[name] = safeText(value);
    else if (typeof value === 'number') description[name] = value;
  }
  if (causes > 0 && error.cause instanceof Error)
    description['cause'] = describeError(error.cause, causes - 1);
  if (causes > 0 && error instanceof AggregateError) {
    description['errors'] = error.errors
      .slice(0, mostCauses)
      .filter((inner): inner is Error => inner instanceof Error)
      .map((inner) => describeError(inner, causes - 1));
  }
  return description as unknown as ErrorDescription;
}

/** PostgreSQL's data exceptions and JSON.parse repeat the input they could not read. */
function withoutQuotedInput(error: Error, message: string): string {
  const { code } = error as { code?: unknown };
  const isDataException = typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code);
  const isJsonError = error instanceof SyntaxError && message.includes('JSON');
  return isDataException || isJsonError ? message.replace(/"[\s\S]*"|'[\s\S]*'/g, '"…"') : message;
}
