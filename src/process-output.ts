import { ConfigurationError } from './config/configuration-error.js';
import { StartupError } from './database/embedded/startup-error.js';

/** What is meant for the person who started the program. Standard output carries the log, one JSON object per line. */
export function tell(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** The end of a start that failed: what to do, where we know it; a stack only for what nobody foresaw. */
export function exitWithSentence(error: unknown): void {
  if (error instanceof StartupError || error instanceof ConfigurationError) tell(error.message);
  else tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exit(1);
}
