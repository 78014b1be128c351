import { Injectable } from '@nestjs/common';
import type { Actor } from '../common/access/actor.js';
import { roleMay, scopesAllow, type Permission } from '../common/access/permissions.js';
import { Database } from '../database/database.js';
import { findStandings, type Standing, type StandingQuestion } from './access.queries.js';

interface WaitingQuestion {
  readonly question: StandingQuestion;
  readonly resolve: (standing: Standing) => void;
  readonly reject: (error: unknown) => void;
}

/** Hundreds of streams ask every few seconds: what they ask within this time is one statement. */
const gatheringMilliseconds = 250;

/** Whether somebody who was let in may still do what he does: for answers that last longer than a request should. */
@Injectable()
export class StandingService {
  private waiting: WaitingQuestion[] = [];

  constructor(private readonly database: Database) {}

  /** Does not count as a sign of life: a page that is left open must not keep its session from ending. */
  async isStillAllowed(actor: Actor, permission: Permission): Promise<boolean> {
    const { employerId } = actor;
    if (actor.type === 'member') {
      const { role } = await this.ask({ employerId, sessionId: actor.sessionId });
      return role !== null && roleMay(role, permission);
    }
    const { scopes } = await this.ask({ employerId, apiKeyId: actor.apiKeyId });
    return scopes !== null && scopesAllow(scopes, permission);
  }

  private ask(question: StandingQuestion): Promise<Standing> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (this.waiting.length === 1) setTimeout(() => void this.askAll(), gatheringMilliseconds).unref();
    });
  }

  private async askAll(): Promise<void> {
    const asked = this.waiting;
    this.waiting = [];
    try {
      const standings = await findStandings(
        this.database,
        asked.map(({ question }) => question),
      );
      for (const [index, { resolve }] of asked.entries()) resolve(standings[index]!);
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
