import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from './database/database.js';
import { JournalPump } from './events/journal-pump.js';
import { JournalReader } from './events/journal-reader.js';
import { jobHandlers, journalConsumers, periodicTasks } from './job-handlers.js';
import { JobMetrics } from './jobs/job-metrics.js';
import { JobRunner } from './jobs/job-runner.js';
import { PeriodicRunner } from './jobs/periodic-runner.js';

export interface Background {
  stop(): Promise<void>;
}

/** All that a worker does: rounds of what is due, the journal's consumers, and jobs. */
export function startBackground(app: INestApplicationContext, logger: Logger, slots: number): Background {
  const strict = { strict: false };
  const database = app.get(Database, strict);
  const metrics = app.get(JobMetrics, strict);
  const parts = [
    new PeriodicRunner(periodicTasks(app), logger),
    new JournalPump(
      journalConsumers(app).map((consumer) => new JournalReader(database, consumer)),
      logger,
    ),
    new JobRunner(database, jobHandlers(app), logger, {
      slots,
      onEnd: (kind, outcome, seconds) => metrics.attemptEnded(kind, outcome, seconds),
    }),
  ];
  for (const part of parts) part.start();
  return { stop: async () => void (await Promise.all(parts.map((part) => part.stop()))) };
}
