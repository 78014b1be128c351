import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import { InviteLinks } from '../invites/invite-links.js';
import { lockInvite } from '../invites/invites.queries.js';
import { OptOutLinks } from '../invites/opt-out-links.js';
import { RetryAtError, type RunningJob } from '../jobs/job-handler.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import type { MailMessage } from '../mail/mail-message.js';
import { toInviteFacts, toSchedule } from './reminder-facts.js';
import { afterQuietHours, whyStopped } from './reminder.rules.js';
import { findReminder, markReminderSent, readReminderFacts, readReminderWords } from './reminders.queries.js';

export interface ReminderPayload {
  readonly inviteId: string;
  readonly number: number;
}

@Injectable()
export class ReminderMailService {
  constructor(
    private readonly mails: MailDelivery,
    private readonly links: InviteLinks,
    private readonly optOuts: OptOutLinks,
  ) {}

  async send(job: RunningJob<ReminderPayload>): Promise<void> {
    const { employerId, payload } = job;
    const { inviteId, number } = payload;
    await this.mails.deliver(
      job,
      (tx) => this.compose(tx, employerId, payload),
      (tx) => markReminderSent(tx, employerId, inviteId, number),
    );
  }

  /** Decides once more: hours may have passed since the job was asked for, with a mail server that was away. */
  private async compose(
    tx: Tx,
    employerId: string,
    { inviteId, number }: ReminderPayload,
  ): Promise<MailMessage | undefined> {
    // The link in the mail is that of the invite as it stands.
    await lockInvite(tx, employerId, inviteId);
    const reminder = await findReminder(tx, employerId, inviteId, number);
    const [row] = await readReminderFacts(tx, employerId, [inviteId]);
    if (reminder === undefined || row === undefined) return undefined;
    const invite = toInviteFacts(row);
    const schedule = toSchedule(row);
    const wasSentAgain = row.sent_at > reminder.created_at;
    if (wasSentAgain || whyStopped(invite, schedule, row.now) !== undefined) return undefined;
    const morning = afterQuietHours(row.now, schedule.quietHours, invite.timeZone);
    if (morning >= invite.endsAt) return undefined;
    if (morning > row.now) throw new RetryAtError('It is night where the candidate is.', morning);
    const words = await readReminderWords(tx, employerId, inviteId);
    if (words === undefined) return undefined;
    const owner = { employerId, inviteId, emailCanonical: row.email_canonical };
    return {
      template: 'reminder',
      to: { address: row.email, name: row.name },
      language: words.language,
      timeZone: invite.timeZone,
      ...this.optOuts.oneClick(owner),
      values: {
        candidateName: row.name,
        employerName: words.employer_name,
        assessmentTitle: words.title,
        timeLimitMinutes: words.time_limit_minutes ?? 0,
        expiresAt: invite.endsAt,
        link: await this.links.workingLink(tx, employerId, { ...row, id: inviteId }),
        optOutLink: this.optOuts.pageLink(owner),
      },
    };
  }
}
