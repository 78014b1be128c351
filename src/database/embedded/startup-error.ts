/**
 * A reason not to start that the person at the terminal can do something about. The caller prints the
 * message alone, without stack trace, and exits with 1.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
