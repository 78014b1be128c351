import type { ServerKey } from '../../src/common/secrets/secret-encryption.js';
import { execute } from '../../src/database/database.js';
import { defineJob, type JobHandler } from '../../src/jobs/job-handler.js';
import { MailDelivery, mailJobSeconds } from '../../src/mail/mail-delivery.js';
import type { MailMessage } from '../../src/mail/mail-message.js';
import type { MailModuleOptions } from '../../src/mail/mail.options.js';
import { SmtpTransport } from '../../src/mail/smtp-transport.js';

export const codeMail: MailMessage = {
  to: { address: 'ada@example.org', name: 'Ada Example' },
  language: 'en',
  template: 'one-time-code',
  values: { employerName: 'Example Works', assessmentTitle: 'First aid', code: '012345', validMinutes: 10 },
};

/** With a server on this port, or without one. */
export function mailOptionsFor(smtpPort: number | undefined): MailModuleOptions {
  return {
    publicUrl: 'https://assay.example.org',
    from: { address: 'tests@works.example', name: 'Example Works' },
    smtp:
      smtpPort === undefined
        ? undefined
        : { host: '127.0.0.1', port: smtpPort, tls: 'offered', credentials: undefined },
  };
}

export interface MailJobOptions {
  readonly limitSeconds?: number;
  readonly compose?: () => MailMessage | undefined;
  /** Waited for in the transaction that completes the job, behind its effect. */
  readonly stall?: Promise<void>;
}

/** Jobs of the kind `mail` that send one mail and leave a row in `effects`; see JobBench. */
export function mailJob(smtpPort: number | undefined, options: MailJobOptions = {}): JobHandler {
  const mail = mailOptionsFor(smtpPort);
  const delivery = new MailDelivery(mail, mail.smtp ? new SmtpTransport(mail.smtp, mail.from) : null);
  return defineJob({
    kind: 'mail',
    backoff: 'mail',
    limitSeconds: options.limitSeconds ?? mailJobSeconds,
    decode: () => undefined,
    run: (job) =>
      delivery.deliver(
        job,
        async () => (options.compose ? options.compose() : codeMail),
        async (tx) => {
          await execute(tx, 'INSERT INTO effects (job_id) VALUES ($1)', [job.id]);
          await options.stall;
        },
      ),
  });
}

export const otherKey: ServerKey = { id: 'other', bytes: Buffer.alloc(32, 9) };
