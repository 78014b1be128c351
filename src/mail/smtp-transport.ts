import { createTransport } from 'nodemailer';
import { canonicalEmail } from '../common/identifiers/email.js';
import type { Mailbox } from '../common/identifiers/mailbox.js';
import { PermanentJobError } from '../jobs/job-handler.js';
import type { MailTransport, OutgoingMail } from './mail-transport.js';
import type { SmtpServer } from './mail.options.js';
import { mailFailure } from './smtp-failure.js';

export interface SmtpPatience {
  readonly connectionMilliseconds: number;
  readonly greetingMilliseconds: number;
  /** Without a byte from the server; servers look for viruses between the end of the mail and their answer. */
  readonly silenceMilliseconds: number;
}

const defaultPatience: SmtpPatience = {
  connectionMilliseconds: 10_000,
  greetingMilliseconds: 10_000,
  silenceMilliseconds: 60_000,
};

const endsLine = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * A connection for each mail. A pool would save a handshake and cost the certainty which mail was cut: here the signal of a
 * job closes the one connection on which its mail is.
 */
export class SmtpTransport implements MailTransport {
  private readonly transporter;

  constructor(
    server: SmtpServer,
    private readonly from: Mailbox,
    patience: SmtpPatience = defaultPatience,
    /** Certificates (PEM) to trust instead of those that Node trusts; for tests. */
    authorities?: readonly string[],
  ) {
    this.transporter = createTransport({
      host: server.host,
      port: server.port,
      secure: server.tls === 'implicit',
      requireTLS: server.tls === 'required',
      ignoreTLS: server.tls === 'none',
      tls: {
        minVersion: 'TLSv1.2',
        rejectUnauthorized: true,
        ...(authorities === undefined ? {} : { ca: [...authorities] }),
      },
      // Without it a server that offers no AUTH would be sent the mail without a word about the password.
      ...(server.credentials === undefined
        ? {}
        : { auth: { user: server.credentials.user, pass: server.credentials.password }, forceAuth: true }),
      connectionTimeout: patience.connectionMilliseconds,
      dnsTimeout: patience.connectionMilliseconds,
      greetingTimeout: patience.greetingMilliseconds,
      socketTimeout: patience.silenceMilliseconds,
      socketCloseTimeout: 0,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(mail: OutgoingMail, signal: AbortSignal): Promise<void> {
    assertOneRecipient(mail);
    const { from } = this;
    const { to, subject, text, html, messageId, unsubscribeUrl } = mail;
    try {
      await this.transporter.sendMail({
        from,
        to,
        // Not what a parser makes of the headers: this one recipient.
        envelope: { from: from.address, to: [to.address] },
        subject,
        text,
        html,
        messageId: `<${messageId}>`,
        headers: {
          // Nobody's holiday notice is wanted.
          'Auto-Submitted': 'auto-generated',
          ...(unsubscribeUrl === undefined
            ? {}
            : {
                'List-Unsubscribe': `<${unsubscribeUrl}>`,
                'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
              }),
        },
        xMailer: false,
        signal,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw mailFailure(error);
    }
  }
}

/** The last look at what goes into headers; texts were bounded where they came in, and no address is put together here. */
function assertOneRecipient({ to, subject, messageId, unsubscribeUrl = '' }: OutgoingMail): void {
  if (canonicalEmail(to.address) === undefined)
    throw new PermanentJobError('The recipient is not one plain address.');
  if ([to.name, subject, messageId, unsubscribeUrl].some((value) => endsLine.test(value)))
    throw new PermanentJobError('A header of the mail would hold a control character.');
}
