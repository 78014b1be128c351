import { Inject, Injectable } from '@nestjs/common';
import { authOptions, type AuthModuleOptions } from '../auth/auth.options.js';
import type { Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { enqueue } from '../jobs/jobs.queries.js';
import { MailDelivery } from '../mail/mail-delivery.js';
import type { MailMessage } from '../mail/mail-message.js';
import { findDisabledMail, listOwners } from './disabled-mail.queries.js';

export const sendDisabledMail = 'send_webhook_disabled';

/** The owners are told of a webhook that was disabled because its receiver failed. */
@Injectable()
export class DisabledMailService {
  constructor(
    private readonly delivery: MailDelivery,
    @Inject(authOptions) private readonly options: AuthModuleOptions,
  ) {}

  /** One mail for each owner, asked for in the transaction that completes this job: none is missed and none comes twice. */
  async tellOwners(job: RunningJob<{ readonly endpointId: string }>): Promise<void> {
    const { employerId, eventId } = job;
    const { endpointId } = job.payload;
    await job.complete(async (tx) => {
      for (const memberId of await listOwners(tx, employerId)) {
        await enqueue(tx, {
          employerId,
          kind: sendDisabledMail,
          payload: { endpointId, memberId },
          ...(eventId === null ? {} : { eventId }),
        });
      }
    });
  }

  async send(job: RunningJob<{ readonly endpointId: string; readonly memberId: string }>): Promise<void> {
    await this.delivery.deliver(job, (tx) => this.compose(tx, job.employerId, job.payload));
  }

  private async compose(
    tx: Tx,
    employerId: string,
    { endpointId, memberId }: { readonly endpointId: string; readonly memberId: string },
  ): Promise<MailMessage | undefined> {
    const row = await findDisabledMail(tx, employerId, endpointId, memberId);
    if (row === undefined) return undefined;
    return {
      to: { address: row.email, name: row.name },
      language: row.language,
      template: 'webhook-disabled',
      values: {
        memberName: row.name,
        employerName: row.employer_name,
        // The rest of the URL may hold a secret of the receiver.
        endpointHost: new URL(row.url).host,
        failingSince: row.failing_since,
        link: `${this.options.publicUrl}/settings/webhooks`,
      },
    };
  }
}
