import { defineJob, type JobHandler } from '../jobs/job-handler.js';
import { idIn } from '../jobs/job-payload.js';
import type { RelayRule } from '../jobs/relay.js';
import { mailJobSeconds } from '../mail/mail-delivery.js';
import { sendDisabledMail, type DisabledMailService } from './disabled-mail.service.js';
import { laneKind, type LaneService } from './lane.service.js';

/** The lane's own time, one exchange that began at the end of it, and the notes. */
const laneSeconds = 30;

const tellOwners = 'tell_webhook_owners';

export function laneJob(lanes: LaneService): JobHandler {
  return defineJob({
    kind: laneKind,
    backoff: 'webhook',
    limitSeconds: laneSeconds,
    decode: (payload) => ({ endpointId: idIn(payload, 'endpointId') }),
    run: (job) => lanes.run(job),
  });
}

export function disabledMailJobs(mails: DisabledMailService): readonly JobHandler[] {
  return [
    defineJob({
      kind: tellOwners,
      backoff: 'mail',
      limitSeconds: 30,
      decode: (payload) => ({ endpointId: idIn(payload, 'endpointId') }),
      run: (job) => mails.tellOwners(job),
    }),
    defineJob({
      kind: sendDisabledMail,
      backoff: 'mail',
      limitSeconds: mailJobSeconds,
      decode: (payload) => ({
        endpointId: idIn(payload, 'endpointId'),
        memberId: idIn(payload, 'memberId'),
      }),
      run: (job) => mails.send(job),
    }),
  ];
}

/** Who has disabled it himself knows. */
export const disabledWebhookRelay: RelayRule = {
  types: ['webhook.disabled'],
  jobs: ({ id, subjectId, payload }) => {
    const { reason } = JSON.parse(payload) as { readonly reason: string };
    if (reason === 'by_request') return [];
    return [{ kind: tellOwners, key: id, payload: { endpointId: subjectId } }];
  },
};
