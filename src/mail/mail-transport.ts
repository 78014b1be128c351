import type { MailRecipient } from './mail-message.js';
import type { RenderedMail } from './render-mail.js';

export interface OutgoingMail extends RenderedMail {
  /** Without angle brackets. */
  readonly messageId: string;
  readonly to: MailRecipient;
  readonly unsubscribeUrl: string | undefined;
}

export const mailTransport = Symbol('mailTransport');

/** Brings a mail to the server that is responsible for it from then on. */
export interface MailTransport {
  /**
   * Resolves when the server has taken responsibility for the mail.
   *
   * @throws {PermanentJobError} where the server will never take it; any other error where it may later.
   */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
}
