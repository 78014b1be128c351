import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { CandidateCredentials } from '../common/access/actor.js';
import { Database } from '../database/database.js';
import type { AttemptStanding } from './attempt-stream.rules.js';
import { readStandings } from './standing.queries.js';

/** An attempt that streams of this process follow. */
export interface WatchedAttempt {
  readonly credentials: CandidateCredentials;
  /** As of the last look; undefined once the token is no longer the attempt's. */
  standing: AttemptStanding | undefined;
  /** When that was, by a clock that is never set. */
  readAt: number;
  streams: number;
}

/** At most 1.5 statements a second, and what a person changes is seen by everybody in less than one. */
const betweenLooksMilliseconds = 650;

/**
 * Looks at all attempts that somebody follows here, in one statement; how many streams there are does not matter to the
 * database. A look that fails is repeated: the streams stay open and are late.
 */
@Injectable()
export class AttemptWatch {
  private readonly logger = new Logger(AttemptWatch.name);
  private readonly watched = new Map<string, WatchedAttempt>();
  private isLooking = false;
  /** The looks are nobody's: what they log must not bear the name of the request that happened to start them. */
  private readonly outside = AsyncLocalStorage.snapshot();

  constructor(private readonly database: Database) {}

  /** Nothing where the token is not that of an attempt. The caller gives back with `release` what it gets. */
  async watch(credentials: CandidateCredentials): Promise<WatchedAttempt | undefined> {
    const [standing] = await readStandings(this.database, [credentials]);
    if (!standing) return undefined;
    const key = keyOf(credentials);
    // A look that began later may have been answered sooner: what is there already is not replaced.
    const attempt = this.watched.get(key) ?? { credentials, standing, readAt: performance.now(), streams: 0 };
    attempt.streams += 1;
    this.watched.set(key, attempt);
    if (!this.isLooking) void this.outside(() => this.lookWhileWatched());
    return attempt;
  }

  release(attempt: WatchedAttempt): void {
    attempt.streams -= 1;
    if (attempt.streams === 0) this.watched.delete(keyOf(attempt.credentials));
  }

  /** How many attempts are looked at. */
  get size(): number {
    return this.watched.size;
  }

  private async lookWhileWatched(): Promise<void> {
    this.isLooking = true;
    while (this.watched.size > 0) {
      await wait(betweenLooksMilliseconds, undefined, { ref: false });
      const attempts = [...this.watched.values()];
      try {
        if (attempts.length > 0) await this.look(attempts);
      } catch (error) {
        this.logger.warn(`The attempts that streams follow could not be read: ${String(error)}`);
      }
    }
    this.isLooking = false;
  }

  private async look(attempts: readonly WatchedAttempt[]): Promise<void> {
    const standings = await readStandings(
      this.database,
      attempts.map((attempt) => attempt.credentials),
    );
    const readAt = performance.now();
    for (const [index, attempt] of attempts.entries()) {
      attempt.standing = standings[index];
      attempt.readAt = readAt;
    }
  }
}

function keyOf(credentials: CandidateCredentials): string {
  return `${credentials.attemptId}/${credentials.secretHash.toString('base64')}`;
}
