import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest writes a line for each module and route as it starts, which is of interest only when it fails. */
const talkative = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** Nest hands over a message, then anything, then usually the name of the class that speaks. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    this.write(typeof context === 'string' && talkative.has(context) ? 'debug' : 'info', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const values = rest.filter((value) => value !== undefined);
    const fields: Record<string, unknown> = {};
    const last = values.at(-1);
    if (typeof last === 'string' && !isStack(last)) {
      fields['context'] = last;
      values.pop();
    }
    const stack = values.find((value): value is string => typeof value === 'string' && isStack(value));
    const error = [message, ...values].find((value): value is Error => value instanceof Error);
    if (error) fields['err'] = error;
    else if (stack !== undefined) fields['stack'] = stack;
    const others = values.filter((value) => value !== stack && value !== error);
    if (others.length > 0) fields['details'] = others;
    if (typeof message === 'string') this.logger[level](fields, message);
    else if (message instanceof Error) this.logger[level](fields);
    else this.logger[level]({ ...fields, message });
  }
}

function isStack(text: string): boolean {
  return /\n\s+at /.test(text);
}
