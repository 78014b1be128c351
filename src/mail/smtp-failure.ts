import { PermanentJobError } from '../jobs/job-handler.js';

/** What nodemailer says of a failure, as far as it is looked at. */
interface SmtpError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

/** 530: sign in first. 535: the password is wrong. 538: not without TLS. */
const settingsRefused: readonly number[] = [530, 534, 535, 538];

/**
 * What a failed delivery means for its job. The words are ours: a server's answer repeats addresses and may hold anything, so
 * of it only the codes are kept. And the error has no cause, because that would be logged.
 */
export function mailFailure(error: unknown): Error {
  const { code, command, responseCode, response } = (error instanceof Error ? error : {}) as SmtpError;
  const answer = typeof responseCode === 'number' ? responseCode : undefined;
  const shown = answer === undefined ? '' : ` (${codesOf(answer, response)})`;
  if (code === 'EAUTH' || (answer !== undefined && settingsRefused.includes(answer)))
    return new Error(
      `The mail server does not accept our user name and password: see ASSAY_SMTP_URL${shown}.`,
    );
  if (code === 'ETLS' || isCertificateError(error))
    return new Error('The mail server speaks no TLS that can be trusted; see ASSAY_SMTP_URL.');
  if (isPermanent(answer) && command === 'RCPT TO')
    return new PermanentJobError(`The mail server refused the recipient${shown}.`);
  if (isPermanent(answer) && command === 'DATA')
    return new PermanentJobError(`The mail server refused the mail${shown}.`);
  if (answer !== undefined) return new Error(`The mail server put us off at ${stepOf(command)}${shown}.`);
  if (code === 'ETIMEDOUT') return new Error('The mail server did not answer in time.');
  if (code === 'EDNS') return new Error('The name of the mail server could not be found.');
  return new Error('The connection to the mail server failed or broke.');
}

/** Of the greeting, of EHLO and of the sender a refusal says something about us, which an operator can put right. */
function isPermanent(answer: number | undefined): boolean {
  return answer !== undefined && answer >= 500 && answer < 600 && answer !== 503;
}

function codesOf(answer: number, response: unknown): string {
  const [, enhanced] = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(String(response)) ?? [];
  return enhanced === undefined ? String(answer) : `${answer} ${enhanced}`;
}

function stepOf(command: unknown): string {
  if (command === 'CONN') return 'the connection';
  return typeof command === 'string' && /^[A-Z ]{1,20}$/.test(command) ? command : 'the greeting';
}

/** A socket's error holds the reason of Node as its own code or as its cause. */
function isCertificateError(error: unknown): boolean {
  const { message = '', cause } = error instanceof Error ? error : {};
  return (
    /certificate|self.signed|Hostname\/IP does not match|SSL|TLS/i.test(message) ||
    (cause !== undefined && isCertificateError(cause))
  );
}
