import { defineJob, type JobHandler } from '../jobs/job-handler.js';
import { idIn } from '../jobs/job-payload.js';
import { mailJobSeconds } from '../mail/mail-delivery.js';
import { sendMemberInvitation, type MemberMailService } from './member-mail.service.js';
import { sendPasswordChanged } from './password-change.js';
import { sendPasswordReset, type PasswordMailsService } from './password-mails.service.js';

export function memberInvitationJob(mails: MemberMailService): JobHandler {
  return defineJob({
    kind: sendMemberInvitation,
    backoff: 'mail',
    limitSeconds: mailJobSeconds,
    decode: (payload) => ({ invitationId: idIn(payload, 'invitationId') }),
    run: (job) => mails.send(job),
  });
}

export function passwordMailJobs(mails: PasswordMailsService): readonly JobHandler[] {
  const backoff = 'mail';
  const limitSeconds = mailJobSeconds;
  return [
    defineJob({
      kind: sendPasswordReset,
      backoff,
      limitSeconds,
      decode: (payload) => ({ resetId: idIn(payload, 'resetId') }),
      run: (job) => mails.sendLink(job),
    }),
    defineJob({
      kind: sendPasswordChanged,
      backoff,
      limitSeconds,
      decode: (payload) => ({ personId: idIn(payload, 'personId'), changedAt: timeIn(payload) }),
      run: (job) => mails.sendChange(job),
    }),
  ];
}

function timeIn(payload: unknown): string {
  const { changedAt } = payload as { readonly changedAt?: unknown };
  if (typeof changedAt === 'string' && !Number.isNaN(Date.parse(changedAt))) return changedAt;
  throw new TypeError('changedAt is no time');
}
