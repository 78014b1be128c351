import type { INestApplicationContext } from '@nestjs/common';
import type { Logger } from 'pino';
import { Database } from './database/database.js';
import { Readiness } from './database/readiness.js';
import { EventLogHolder } from './eventrail-feed/event-log-holder.js';
import { addEventrailMetrics } from './eventrail-feed/eventrail-metrics.js';
import { eventrailOptions, type EventrailOptions } from './eventrail-feed/eventrail.options.js';
import { JournalFeeder } from './eventrail-feed/journal-feeder.js';
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

/**
 * Where a folder for it is set: opens the event log and copies the journal into it, in a process with or without a worker,
 * because the log's own routes are answered where it is held. It is closed with the application, after the last request.
 */
export function startEventrail(app: INestApplicationContext, logger: Logger): Background | undefined {
  const strict = { strict: false };
  const { directory, signingKey } = app.get<EventrailOptions>(eventrailOptions, strict);
  if (directory === undefined) return undefined;
  const database = app.get(Database, strict);
  const holder = app.get(EventLogHolder, strict);
  const feeder = new JournalFeeder(database, holder, signingKey, logger);
  addEventrailMetrics(app.get(JobMetrics, strict).registry, holder, feeder, database);
  app.get(Readiness, strict).watch('eventrail', () => holder.state.status);
  holder.start(logger);
  feeder.start();
  return feeder;
}
