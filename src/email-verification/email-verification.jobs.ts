import { defineJob, type JobHandler } from '../jobs/job-handler.js';
import { idIn } from '../jobs/job-payload.js';
import { mailJobSeconds } from '../mail/mail-delivery.js';
import { sendOneTimeCode, type EmailVerificationService } from './email-verification.service.js';

export function oneTimeCodeJob(verification: EmailVerificationService): JobHandler {
  return defineJob({
    kind: sendOneTimeCode,
    backoff: 'mail',
    limitSeconds: mailJobSeconds,
    decode: (payload) => ({ codeId: idIn(payload, 'codeId'), serial: serialIn(payload) }),
    run: (job) => verification.sendCode(job),
  });
}

function serialIn(payload: unknown): number {
  const { serial } = payload as { readonly serial?: unknown };
  if (typeof serial === 'number' && Number.isSafeInteger(serial)) return serial;
  throw new TypeError('serial is no number');
}
