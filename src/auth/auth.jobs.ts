import { defineJob, type JobHandler } from '../jobs/job-handler.js';
import { idIn } from '../jobs/job-payload.js';
import { mailJobSeconds } from '../mail/mail-delivery.js';
import { sendMemberInvitation, type MemberMailService } from './member-mail.service.js';

export function memberInvitationJob(mails: MemberMailService): JobHandler {
  return defineJob({
    kind: sendMemberInvitation,
    backoff: 'mail',
    limitSeconds: mailJobSeconds,
    decode: (payload) => ({ invitationId: idIn(payload, 'invitationId') }),
    run: (job) => mails.send(job),
  });
}
