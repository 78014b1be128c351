import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import type { MailMessage } from '../mail/mail-message.js';
import { findReceiptMail } from './receipt-mail.queries.js';

/** The candidate's proof of what arrived, however the attempt ended. */
@Injectable()
export class ReceiptMailService {
  constructor(private readonly delivery: MailDelivery) {}

  async send(job: RunningJob<{ readonly submissionId: string }>): Promise<void> {
    const { employerId, payload } = job;
    await this.delivery.deliver(job, (tx) => compose(tx, employerId, payload.submissionId));
  }
}

async function compose(tx: Tx, employerId: string, submissionId: string): Promise<MailMessage | undefined> {
  const receipt = await findReceiptMail(tx, employerId, submissionId);
  if (receipt === undefined) return undefined;
  return {
    to: { address: receipt.email, name: receipt.is_invited ? receipt.name : '' },
    language: receipt.language,
    template: 'receipt',
    values: {
      // Behind a public link anybody can type a stranger's address and, as the name, a message to him.
      candidateName: receipt.is_invited ? receipt.name : '',
      employerName: receipt.employer_name,
      assessmentTitle: receipt.title,
      submissionId: receipt.submission_id,
      submittedAt: receipt.received_at,
      responsesHash: receipt.responses_sha256.toString('hex'),
      endedBy: receipt.finish_reason,
      scorePercent: receipt.review_policy === 'none' ? '' : Number(receipt.percent).toString(),
    },
  };
}
