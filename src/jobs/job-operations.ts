import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { appendEvent } from '../events/events.queries.js';
import { countRunning } from './claims.queries.js';
import { listDeadJobs, requeueDeadJobs, type DeadJob, type DeadJobFilter } from './dead-letters.queries.js';
import { purgeJobs } from './jobs.queries.js';
import {
  allKinds,
  kindFigures,
  listPauses,
  pauseKind,
  resumeKind,
  workerFigures,
  type KindFigures,
  type WorkerFigures,
} from './operations.queries.js';

export const mostReplayedAtOnce = 500;
const purgeBatch = 1_000;

export interface Overview {
  readonly kinds: readonly KindFigures[];
  readonly workers: readonly WorkerFigures[];
  readonly paused: readonly string[];
}

/** What an operator does with the queue, for all employers. */
@Injectable()
export class JobOperations {
  constructor(private readonly database: Database) {}

  overview(): Promise<Overview> {
    return this.database.read({ sweep: true }, async (db) => ({
      kinds: await kindFigures(db),
      workers: await workerFigures(db),
      paused: await listPauses(db),
    }));
  }

  listDead(filter: DeadJobFilter, limit: number): Promise<DeadJob[]> {
    return this.database.read({ sweep: true }, (db) => listDeadJobs(db, filter, limit));
  }

  /**
   * Queues up to 500 dead jobs again, the newest first, and notes it in the journal of each employer. Doing it twice does it
   * once: what is queued is no longer dead.
   *
   * @returns how many were queued.
   */
  async replay(filter: DeadJobFilter): Promise<number> {
    const dead = await this.listDead(filter, mostReplayedAtOnce);
    let replayed = 0;
    for (const employerId of new Set(dead.map((job) => job.employerId))) {
      const ids = dead.filter((job) => job.employerId === employerId).map(({ id }) => id);
      replayed += await this.replayOf(employerId, ids);
    }
    return replayed;
  }

  private replayOf(employerId: string, ids: readonly string[]): Promise<number> {
    return this.database.transaction({ employerId }, async (tx) => {
      const queued = await requeueDeadJobs(tx, employerId, ids);
      if (queued.length > 0) {
        await appendEvent(tx, {
          employerId,
          type: 'jobs.replayed',
          actor: { type: 'system', id: null },
          subject: { type: 'employer', id: employerId },
          payload: { count: queued.length, kinds: [...new Set(queued.map(({ kind }) => kind))].toSorted() },
        });
      }
      return queued.length;
    });
  }

  /** No job of the kind begins from now on, or none at all; those that run go on. */
  async pause(kind: string = allKinds): Promise<void> {
    await this.database.transaction({ sweep: true }, (tx) => pauseKind(tx, kind));
  }

  /** @returns false where it was not paused. */
  resume(kind: string = allKinds): Promise<boolean> {
    return this.database.transaction({ sweep: true }, (tx) => resumeKind(tx, kind));
  }

  /** Resolves when no job of the kind runs; after a pause that is when its last one has ended. */
  async drained(kind?: string, lookEveryMilliseconds = 500): Promise<void> {
    while ((await this.database.read({ sweep: true }, (db) => countRunning(db, kind))) > 0)
      await sleep(lookEveryMilliseconds);
  }

  /** Removes what ended long ago: done jobs after a day, dead ones after thirty. */
  async purge(): Promise<void> {
    while (
      (await this.database.transaction({ sweep: true }, (tx) => purgeJobs(tx, purgeBatch))) === purgeBatch
    );
  }
}
