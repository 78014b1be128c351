import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { enqueueAll } from '../jobs/jobs.queries.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import type { MailMessage } from '../mail/mail-message.js';
import { InviteLinks } from './invite-links.js';
import {
  assignMailJobs,
  findInviteMail,
  setMailed,
  setMailWanted,
  type InviteMailRow,
} from './invite-mail.queries.js';
import { fateOfInvitationMail } from './invite-mail.rules.js';
import { lockInvite } from './invites.queries.js';
import { OptOutLinks } from './opt-out-links.js';

export const sendInvitation = 'send_invitation';

/** In one transaction; a list of invites is never longer. */
const invitesAtOnce = 1_000;

@Injectable()
export class InvitationMailService {
  constructor(
    private readonly delivery: MailDelivery,
    private readonly links: InviteLinks,
    private readonly optOuts: OptOutLinks,
  ) {}

  /** Asks for the mails that invites of this assessment wait for, in the transaction of the act. Answers how many. */
  async requestWaiting(tx: Tx, employerId: string, assessmentId: string): Promise<number> {
    const waiting = await assignMailJobs(tx, employerId, assessmentId, invitesAtOnce);
    await enqueueAll(
      tx,
      employerId,
      sendInvitation,
      waiting.map(({ id, mail_job_id: jobId }) => ({ id: jobId, payload: { inviteId: id } })),
    );
    return waiting.length;
  }

  /** A published or reopened assessment lets those in who were invited before. */
  async requestAllWaiting(job: RunningJob<{ readonly assessmentId: string }>): Promise<void> {
    const { employerId, payload } = job;
    const requestSome = (tx: Tx): Promise<number> =>
      this.requestWaiting(tx, employerId, payload.assessmentId);
    while ((await job.transaction(requestSome)) === invitesAtOnce) job.signal.throwIfAborted();
  }

  async send(job: RunningJob<{ readonly inviteId: string }>): Promise<void> {
    const { employerId, payload } = job;
    await this.delivery.deliver(
      job,
      (tx) => this.compose(tx, job),
      (tx) => setMailed(tx, employerId, payload.inviteId, job.id),
    );
  }

  private async compose(
    tx: Tx,
    { employerId, id: jobId, payload }: RunningJob<{ readonly inviteId: string }>,
  ): Promise<MailMessage | undefined> {
    const { inviteId } = payload;
    await lockInvite(tx, employerId, inviteId);
    const invite = await findInviteMail(tx, employerId, inviteId);
    if (invite === undefined || invite.mail_job_id !== jobId) return undefined;
    const fate = fateOfInvitationMail(invite);
    if (fate === 'sent') {
      const link = await this.links.workingLink(tx, employerId, invite);
      const owner = { employerId, inviteId, emailCanonical: invite.email_canonical };
      const optOutLink = this.optOuts.pageLink(owner);
      return { ...invitationMail(invite, link, optOutLink), ...this.optOuts.oneClick(owner) };
    }
    await setMailWanted(tx, employerId, inviteId, fate === 'waits');
    return undefined;
  }
}

function invitationMail(invite: InviteMailRow, link: string, optOutLink: string): MailMessage {
  return {
    to: { address: invite.email, name: invite.name },
    language: invite.language,
    ...(invite.time_zone === null ? {} : { timeZone: invite.time_zone }),
    template: 'invitation',
    values: {
      candidateName: invite.name,
      employerName: invite.employer_name,
      assessmentTitle: invite.title ?? '',
      timeLimitMinutes: invite.time_limit_minutes ?? 0,
      expiresAt: invite.expires_at,
      link,
      optOutLink,
    },
  };
}
