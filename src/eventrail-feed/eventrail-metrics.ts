import { Counter, Gauge, type Registry } from 'prom-client';
import type { Database } from '../database/database.js';
import { measureLag } from '../events/journal.queries.js';
import { eventrailConsumer, type EventLogHolder } from './event-log-holder.js';
import type { JournalFeeder } from './journal-feeder.js';

const states = ['starting', 'standby', 'ok', 'degraded', 'failed'] as const;

/** Adds the event log's figures to those that /metrics shows: of the process that is asked. */
export function addEventrailMetrics(
  registry: Registry,
  holder: EventLogHolder,
  feeder: Pick<JournalFeeder, 'failures'>,
  database: Database,
): void {
  const gauge = (
    name: string,
    help: string,
    value: () => number | undefined | Promise<number | undefined>,
  ): void => {
    void new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const now = await value();
        this.reset();
        if (now !== undefined) this.set(now);
      },
    });
  };
  void new Gauge({
    name: 'assay_eventrail_state',
    help: '1 for the state that the event log is in; an alarm for degraded and failed',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { status } = holder.state;
      for (const state of states) this.set({ state }, state === status ? 1 : 0);
    },
  });
  const counter = (name: string, help: string, value: () => number | undefined): void => {
    void new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(value() ?? 0);
      },
    });
  };
  const stats = () => holder.current()?.log.stats();
  const checkpoint = () => holder.current()?.contents.lastCheckpoint;
  gauge(
    'assay_eventrail_lag_seconds',
    'Age of the oldest event of the journal that is not copied',
    async () => {
      const lags = await database.read({ sweep: true }, measureLag);
      return lags.find(({ consumer }) => consumer === eventrailConsumer)?.seconds;
    },
  );
  gauge('assay_eventrail_records', 'Lines of the log, headers not counted', () => stats()?.count);
  gauge('assay_eventrail_bytes', 'Bytes of all segments', () => stats()?.bytes);
  counter('assay_eventrail_failures_total', 'Rounds of the feeder that failed', () => feeder.failures);
  counter(
    'assay_eventrail_retired_handles_total',
    'Files given up after an error',
    () => stats()?.retiredHandles,
  );
  gauge(
    'assay_eventrail_checkpoint_sequence',
    'The line up to which the newest checkpoint of the log vouches',
    () => checkpoint()?.sequence,
  );
  gauge('assay_eventrail_checkpoint_age_seconds', 'Age of that checkpoint', () => {
    const time = checkpoint()?.time;
    return time === undefined ? undefined : Math.max(0, Date.now() - Date.parse(time)) / 1_000;
  });
}
