import { idIn } from '../jobs/job-payload.js';
import { defineJob, type JobHandler } from '../jobs/job-handler.js';
import type { RelayRule } from '../jobs/relay.js';
import { mailJobSeconds } from '../mail/mail-delivery.js';
import { sendInvitation, type InvitationMailService } from './invitation-mail.service.js';

const requestInvitations = 'request_invitations';

export function invitationJobs(invitations: InvitationMailService): readonly JobHandler[] {
  return [
    defineJob({
      kind: sendInvitation,
      backoff: 'mail',
      limitSeconds: mailJobSeconds,
      decode: (payload) => ({ inviteId: idIn(payload, 'inviteId') }),
      run: (job) => invitations.send(job),
    }),
    defineJob({
      kind: requestInvitations,
      backoff: 'import',
      limitSeconds: 120,
      decode: (payload) => ({ assessmentId: idIn(payload, 'assessmentId') }),
      run: (job) => invitations.requestAllWaiting(job),
    }),
  ];
}

/** Who was invited to a draft or a closed assessment hears of it when the door opens. */
export const invitationRelay: RelayRule = {
  types: ['assessment.published', 'assessment.reopened'],
  jobs: ({ id, subjectId }) => [{ kind: requestInvitations, key: id, payload: { assessmentId: subjectId } }],
};
