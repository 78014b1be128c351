import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import type { MailMessage } from './mail-message.js';
import { mailTemplates } from './mail-templates.js';
import { mailTransport, type MailTransport } from './mail-transport.js';
import { mailOptions, type MailModuleOptions } from './mail.options.js';
import { insertMail, trimOutbox, type MailContent } from './mails.queries.js';
import { readersOf } from './outbox.rules.js';
import { renderMail, type RenderedMail } from './render-mail.js';

/** The limit of a job that sends a mail: what the transport waits for at most, and time to note the result. */
export const mailJobSeconds = 120;

/** Of each employer; the outbox is for looking at what a machine without a mail server would send. */
const keptInOutbox = 2_000;

/** What a job that sends a mail does. The feature that knows the content defines the job and calls this. */
@Injectable()
export class MailDelivery {
  constructor(
    @Inject(mailOptions) private readonly options: MailModuleOptions,
    @Inject(mailTransport) private readonly transport: MailTransport | null,
  ) {
    mailTemplates();
  }

  /**
   * Reads what to send in one short transaction, sends it outside any, and completes the job.
   *
   * A worker that dies between the server's answer and the completion leaves a job that sends the mail again: at least once,
   * and each time with the same Message-ID, by which servers and programs recognise it.
   *
   * @param compose answers undefined where nobody wants the mail any more: the job is done without one, and without `effect`.
   * @param effect commits together with the job being done.
   */
  async deliver<Payload>(
    job: RunningJob<Payload>,
    compose: (tx: Tx) => Promise<MailMessage | undefined>,
    effect?: (tx: Tx) => Promise<void>,
  ): Promise<void> {
    const message = await job.transaction(compose);
    if (message === undefined) return job.complete();
    const rendered = renderMail(message);
    const messageId = `${job.id}@${new URL(this.options.publicUrl).hostname}`;
    const { to, unsubscribeUrl } = message;
    await this.transport?.send({ ...rendered, messageId, to, unsubscribeUrl }, job.signal);
    await job.complete(async (tx) => {
      await insertMail(tx, {
        employerId: job.employerId,
        jobId: job.id,
        template: message.template,
        messageId,
        readers: readersOf[message.template],
        content: this.transport === null ? contentOf(message, rendered) : undefined,
      });
      if (this.transport === null) await trimOutbox(tx, job.employerId, keptInOutbox);
      await effect?.(tx);
    });
  }
}

function contentOf({ to, template }: MailMessage, { subject, text, html }: RenderedMail): MailContent {
  return {
    toAddress: to.address,
    toName: to.name,
    subject,
    body: readersOf[template] === 'nobody' ? undefined : { text, html },
  };
}
