import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/access/actor.js';
import { roleMay, scopesAllow, type Permission } from '../common/access/permissions.js';
import { Database } from '../database/database.js';
import { findStandingOfKey, findStandingOfSession } from './access.queries.js';

/** Whether somebody who was let in may still do what he does: for answers that last longer than a request should. */
@Injectable()
export class StandingService {
  constructor(private readonly database: Database) {}

  /** Does not count as a sign of life: a page that is left open must not keep its session from ending. */
  async isStillAllowed(actor: Actor, permission: Permission): Promise<boolean> {
    const { employerId } = actor;
    if (actor.type === 'member') {
      const session = await findStandingOfSession(this.database, employerId, actor.sessionId);
      return session !== undefined && roleMay(session.role, permission);
    }
    const key = await findStandingOfKey(this.database, employerId, actor.apiKeyId);
    return key !== undefined && scopesAllow(key.scopes, permission);
  }
}
