import { idIn } from '../jobs/job-payload.js';
import { defineJob, type JobHandler } from '../jobs/job-handler.js';
import { mailJobSeconds } from '../mail/mail-delivery.js';
import type { NoticeMailService } from './notice-mail.service.js';
import { sendNoticeKind } from './submission-notices.service.js';

export function memberNoticeJobs(mails: NoticeMailService): readonly JobHandler[] {
  return [
    defineJob({
      kind: sendNoticeKind,
      backoff: 'mail',
      limitSeconds: mailJobSeconds,
      decode: (payload) => ({ noticeId: idIn(payload, 'noticeId') }),
      run: (job) => mails.send(job),
    }),
  ];
}
