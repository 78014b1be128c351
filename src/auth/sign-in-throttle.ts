import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Database, type Tx } from '../database/database.js';
import {
  deleteCounters,
  deleteQuietCounters,
  lockCounters,
  recordFailures,
  takeBackFailure,
} from './sign-in-counters.queries.js';
import { failuresAfterTry, secondsToWait, signInLimits, type CountedSubject } from './sign-in.rules.js';

/** A try is booked as failed before the password is looked at, and taken back when it was right. */
@Injectable()
export class SignInThrottle {
  constructor(private readonly database: Database) {}

  async reserve(counted: readonly CountedSubject[]): Promise<void> {
    await this.database.transaction({}, async (tx) => {
      const rows = await lockCounters(tx, subjectsOf(counted));
      const tries = counted.map(({ subject, kind }) => {
        const row = rows.find((candidate) => candidate.subject.equals(subject));
        const counter = { failures: row?.failures ?? 0, secondsSinceLast: row?.seconds_since_last ?? 0 };
        return { subject, wait: secondsToWait(kind, counter), failures: failuresAfterTry(kind, counter) };
      });
      const wait = Math.max(...tries.map((each) => each.wait));
      if (wait > 0)
        throw new AppError('too-many-requests', { headers: { 'retry-after': String(Math.ceil(wait)) } });
      for (const each of tries) await recordFailures(tx, each.subject, each.failures);
    });
  }

  /** The password was never looked at. */
  async release(counted: readonly CountedSubject[]): Promise<void> {
    await this.database.transaction({}, (tx) => takeBackFailure(tx, subjectsOf(counted)));
  }

  /**
   * The password was right. A network gets back only this one try: whoever owns one account could otherwise wipe out
   * the failures at others.
   */
  async succeed(tx: Tx, counted: readonly CountedSubject[], accounts: readonly Buffer[] = []): Promise<void> {
    const ended = [...accounts, ...subjectsOf(counted.filter(({ kind }) => kind === 'account'))];
    const lowered = subjectsOf(counted.filter(({ kind }) => kind === 'network'));
    await lockCounters(tx, distinct([...ended, ...lowered]));
    await deleteCounters(tx, ended);
    await takeBackFailure(tx, lowered);
  }

  /** Forgets counters that nothing has touched for months; a stopped account stays stopped. */
  async purge(): Promise<void> {
    for (;;) {
      const deleted = await this.database.transaction({}, (tx) =>
        deleteQuietCounters(tx, signInLimits.hardStopFailures, purgedAtOnce),
      );
      if (deleted < purgedAtOnce) return;
    }
  }
}

const purgedAtOnce = 1_000;

function subjectsOf(counted: readonly CountedSubject[]): Buffer[] {
  return counted.map(({ subject }) => subject);
}

function distinct(subjects: readonly Buffer[]): Buffer[] {
  return [...new Map(subjects.map((subject) => [subject.toString('hex'), subject])).values()];
}
