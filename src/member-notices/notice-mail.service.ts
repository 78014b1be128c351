import { Inject, Injectable } from '@nestjs/common';
import { authOptions, type AuthModuleOptions } from '../auth/auth.options.js';
import type { Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import type { MailMessage } from '../mail/mail-message.js';
import { findNoticeRecipient } from './notification-settings.queries.js';
import { countSubmissions, findNotice, type SubmissionCountRow } from './submission-notices.queries.js';
import { isWanted } from './submission-notices.service.js';

/** A digest names so many assessments; what there is beyond stands in its total. */
const mostAssessments = 50;

@Injectable()
export class NoticeMailService {
  constructor(
    private readonly mails: MailDelivery,
    @Inject(authOptions) private readonly options: AuthModuleOptions,
  ) {}

  async send(job: RunningJob<{ readonly noticeId: string }>): Promise<void> {
    await this.mails.deliver(job, (tx) => this.compose(tx, job.employerId, job.payload.noticeId));
  }

  private async compose(tx: Tx, employerId: string, noticeId: string): Promise<MailMessage | undefined> {
    const notice = await findNotice(tx, employerId, noticeId);
    if (notice === undefined || notice.through_sequence === null) return undefined;
    const recipient = await findNoticeRecipient(tx, employerId, notice.member_id);
    if (!isWanted(recipient)) return undefined;
    const counts = await countSubmissions(tx, employerId, notice);
    const [first] = counts;
    if (first === undefined) return undefined;
    const frame = {
      to: { address: recipient.email, name: recipient.name },
      language: recipient.language,
      timeZone: recipient.time_zone,
    };
    const names = { memberName: recipient.name, employerName: recipient.employer_name };
    if (notice.assessment_id === null)
      return { ...frame, template: 'submission-digest', values: this.digestOf(names, counts) };
    return {
      ...frame,
      template: 'submission-notice',
      values: {
        ...names,
        assessmentTitle: first.title,
        submittedCount: first.submitted,
        link: `${this.options.publicUrl}/assessments/${notice.assessment_id}/results`,
      },
    };
  }

  private digestOf(
    names: { readonly memberName: string; readonly employerName: string },
    counts: readonly SubmissionCountRow[],
  ) {
    return {
      ...names,
      since: new Date(Math.min(...counts.map((count) => count.since.getTime()))),
      submittedCount: counts.reduce((sum, count) => sum + count.submitted, 0),
      assessments: counts.slice(0, mostAssessments).map((count) => ({
        assessmentTitle: count.title,
        submittedCount: count.submitted,
        passedCount: count.passed,
      })),
      link: `${this.options.publicUrl}/assessments`,
    };
  }
}
