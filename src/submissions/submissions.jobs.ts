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
    decode: (payload) => ({ attemptId: idIn(payload, 'attemptId') }),
    run: (job) => receipts.send(job),
  });
}

export const receiptRelay: RelayRule = {
  types: ['attempt.submitted'],
  jobs: ({ subjectId }) => [{ kind: sendReceipt, key: subjectId, payload: { attemptId: subjectId } }],
};
