import { Injectable } from '@nestjs/common';
import { AppError, found } from '../common/errors/app-error.js';
import { newId } from '../common/identifiers/identifiers.js';
import { Database } from '../database/database.js';
import { appendEvent } from '../events/events.queries.js';
import { OptOutLinks, readOptOutToken, type OptOutPurpose } from '../invites/opt-out-links.js';
import type { OptOutView } from './opt-outs.dto.js';
import { findAddressee, optIn, optOut } from './opt-outs.queries.js';
import { replan } from './reminder-planning.service.js';
import { listPlannedOf } from './reminders.queries.js';

/** Asking twice is like asking once, so neither takes an idempotency key. */
@Injectable()
export class OptOutsService {
  constructor(
    private readonly database: Database,
    private readonly links: OptOutLinks,
  ) {}

  optOut(token: string, purpose: OptOutPurpose): Promise<OptOutView> {
    return this.set(token, purpose, true);
  }

  optIn(token: string): Promise<OptOutView> {
    return this.set(token, 'page', false);
  }

  private async set(token: string, purpose: OptOutPurpose, isOut: boolean): Promise<OptOutView> {
    const claim = found(readOptOutToken(token, purpose));
    const { employerId } = claim;
    return this.database.transaction({ employerId }, async (tx) => {
      const addressee = found(await findAddressee(tx, employerId, claim.inviteId));
      const { email_canonical: emailCanonical, employer_name: employerName } = addressee;
      if (!this.links.isRight(claim, emailCanonical)) throw new AppError('not-found');
      const id = isOut
        ? await optOut(tx, employerId, newId(), emailCanonical)
        : await optIn(tx, employerId, emailCanonical);
      if (id !== undefined) {
        await replan(tx, employerId, await listPlannedOf(tx, employerId, emailCanonical));
        await appendEvent(tx, {
          employerId,
          type: isOut ? 'candidate.opted_out' : 'candidate.opted_in',
          actor: { type: 'system', id: null },
          subject: { type: 'opt_out', id },
          payload: {},
        });
      }
      return { employerName, optedOut: isOut };
    });
  }
}
