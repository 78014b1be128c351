import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Database } from '../database/database.js';
import { JobMetrics } from '../jobs/job-metrics.js';
import { deliveryStates } from './deliveries.queries.js';
import { disabledFigure, stateFigures } from './delivery-log.queries.js';

/** Counted in the table when somebody asks, so that every process says the same and nothing is lost with one. */
@Injectable()
export class WebhookMetrics {
  constructor(database: Database, { registry }: JobMetrics) {
    const own = { registers: [] };
    registry.registerMetric(
      new Gauge({
        name: 'assay_webhook_deliveries',
        help: 'Deliveries of the last 30 days by state: pending, delivered, dead, endpoint_disabled',
        labelNames: ['state'],
        ...own,
        async collect() {
          const figures = await database.read({ sweep: true }, stateFigures);
          for (const state of deliveryStates) {
            this.set({ state }, figures.find((figure) => figure.state === state)?.count ?? 0);
          }
        },
      }),
    );
    registry.registerMetric(
      new Gauge({
        name: 'assay_webhooks_disabled',
        help: 'Webhooks that are disabled, by request or because they failed',
        ...own,
        async collect() {
          this.set(await database.read({ sweep: true }, disabledFigure));
        },
      }),
    );
  }
}
