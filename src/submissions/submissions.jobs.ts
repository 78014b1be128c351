import { defineJob, type JobHandler } from '../jobs/job-handler.js';
import { idIn } from '../jobs/job-payload.js';
import type { RelayRule } from '../jobs/relay.js';
import { mailJobSeconds } from '../mail/mail-delivery.js';
import type { ReceiptMailService } from './receipt-mail.service.js';

const sendReceipt = 'send_receipt';

export function receiptJob(receipts: ReceiptMailService): JobHandler {
  return defineJob({
    kind: sendReceipt,
    backoff: 'mail',
    limitSeconds: mailJobSeconds,
    decode: (payload) => ({ submissionId: idIn(payload, 'submissionId') }),
    run: (job) => receipts.send(job),
  });
}

export const receiptRelay: RelayRule = {
  types: ['attempt.submitted'],
  jobs: ({ payload }) => {
    const submissionId = idIn(JSON.parse(payload), 'submissionId');
    return [{ kind: sendReceipt, key: submissionId, payload: { submissionId } }];
  },
};
