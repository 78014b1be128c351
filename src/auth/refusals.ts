import { AppError, validationFailed } from '../common/errors/app-error.js';
import { passwordProblem } from './password.rules.js';

export function assertGoodPassword(pointer: string, password: string, context: readonly string[]): void {
  const problem = passwordProblem(password, context);
  if (problem) throw validationFailed([{ pointer, ...problem }]);
}

/** One answer, to the byte, for an unknown address, a wrong password and somebody who is nobody's member. */
export function signInFailed(): AppError {
  return new AppError('sign-in-failed', { headers: { 'www-authenticate': 'Bearer' } });
}

export function unauthenticated(): AppError {
  return new AppError('unauthenticated', { headers: { 'www-authenticate': 'Bearer' } });
}
