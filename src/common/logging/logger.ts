import {
  type Bindings,
  destination,
  type DestinationStream,
  type Logger,
  pino,
  stdTimeFunctions,
} from 'pino';
import { describeError } from './error-description.js';
import { redact } from './redaction.js';
import { currentRequestContext } from './request-context.js';
import { safeText } from './safe-text.js';

export interface LoggerOptions {
  readonly level?: string;
  /** Standard output when left out. */
  readonly stream?: DestinationStream;
}

/**
 * One JSON object per line, with the request it belongs to. Redaction goes by the names of members at any
 * depth rather than by a list of paths, so that a new place for a token needs no new rule.
 */
export function createLogger(options: LoggerOptions = {}): Logger {
  const configuration = {
    level: options.level ?? 'info',
    timestamp: stdTimeFunctions.isoTime,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: redact,
    },
    serializers: { err: (value: unknown) => value },
    mixin: () => ({ ...currentRequestContext() }),
    hooks: { logMethod: sanitiseArguments },
  };
  const logger = pino(configuration, options.stream ?? standardOutput());
  // pino writes the fields of a child logger past the formatter. Children inherit this method.
  const { child } = logger;
  logger.child = function redactedChild(this: Logger, bindings: Bindings, childOptions) {
    return child.call(this, redact(bindings), childOptions);
  } as typeof child;
  return logger;
}

/**
 * Lines leave in blocks, at the latest after a quarter of a second: one write for each line took a tenth of the time of a
 * short request. pino writes out the rest when the process exits; only SIGKILL loses it.
 */
function standardOutput(): DestinationStream {
  return destination({ dest: 1, sync: false, minLength: 4096, periodicFlush: 250 });
}

type LogMethod = (this: Logger, ...values: never[]) => void;

/** Covers what the formatter does not see: the message, and the error whose message pino would take. */
function sanitiseArguments(this: Logger, given: readonly unknown[], method: LogMethod): void {
  const values = given.map((value) => (typeof value === 'string' ? safeText(value) : value));
  const [first] = values;
  if (first instanceof Error) {
    const err = describeError(first);
    values.splice(0, 1, { err }, ...(values.length === 1 ? [err.message] : []));
  } else if (typeof first === 'object' && first !== null && 'err' in first && first.err instanceof Error) {
    const err = describeError(first.err);
    values.splice(0, 1, { ...first, err }, ...(values.length === 1 ? [err.message] : []));
  }
  method.apply(this, values as never[]);
}
