import type { Mailbox } from '../common/identifiers/mailbox.js';

export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** implicit: from the first byte. required: by STARTTLS. offered: by STARTTLS where it is offered. none: never. */
  readonly tls: 'implicit' | 'required' | 'offered' | 'none';
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
}

export interface MailModuleOptions {
  /** The origin under which people reach the pages; its host stands in each Message-ID. */
  readonly publicUrl: string;
  readonly from: Mailbox;
  /** Undefined: mails stay in the local outbox. */
  readonly smtp?: SmtpServer | undefined;
}

export const mailOptions = Symbol('mailOptions');
