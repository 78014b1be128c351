import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import { actForEmployer } from '../events/journal.queries.js';
import { enqueue } from '../jobs/jobs.queries.js';
import { purgeDeliveries, purgeRemovedEndpoints } from './delivery-log.queries.js';
import {
  listHeldLanes,
  listWaitingEndpoints,
  lockDueDeliveries,
  lockLanes,
  noteServed,
  settleLostLane,
  takeInHand,
  type HeldLane,
} from './lanes.queries.js';
import { grantLanes, laneLimits, type LaneGrant } from './lanes.rules.js';
import { laneKind } from './lane.service.js';

const purgeBatch = 500;

/** Gives out the lanes in which webhooks are sent, and removes what is old. */
@Injectable()
export class DispatcherService {
  constructor(private readonly database: Database) {}

  /**
   * One round. A delivery waits in its table, not in the queue: only as many jobs exist as may send at once, so that ten
   * thousand deliveries to a receiver that is down cost the queue nothing.
   *
   * @returns how many lanes were given out.
   */
  async dispatch(): Promise<number> {
    return this.database.transaction({ sweep: true }, async (tx) => {
      if (!(await lockLanes(tx))) return 0;
      const lanes = await listHeldLanes(tx);
      const lost = lanes.filter(({ jobState }) => jobState !== 'queued' && jobState !== 'running');
      const held = lanes.filter((lane) => !lost.includes(lane));
      const { endpoints, now } = await listWaitingEndpoints(tx, laneLimits.perEndpoint);
      const grants = grantLanes(endpoints, held, now);
      for (const lane of lost) await settle(tx, lane);
      let opened = 0;
      for (const grant of grants) opened += await open(tx, grant);
      return opened;
    });
  }

  /** Deliveries that ended a month ago with their log, and webhooks that were removed a month ago. */
  async purge(): Promise<void> {
    const purgeSome = (): Promise<number> =>
      this.database.transaction({ sweep: true }, (tx) => purgeDeliveries(tx, purgeBatch));
    while ((await purgeSome()) === purgeBatch);
    await this.database.transaction({ sweep: true }, purgeRemovedEndpoints);
  }
}

async function settle(tx: Tx, lane: HeldLane): Promise<void> {
  await actForEmployer(tx, lane.employerId);
  await settleLostLane(tx, lane);
}

async function open(tx: Tx, grant: LaneGrant): Promise<number> {
  const { employerId, endpointId } = grant;
  await actForEmployer(tx, employerId);
  await noteServed(tx, grant);
  const due = await lockDueDeliveries(tx, employerId, endpointId, grant.lanes);
  for (const deliveryId of due) {
    const jobId = await enqueue(tx, { employerId, kind: laneKind, payload: { endpointId } });
    if (jobId === undefined) throw new Error('A job without a key was refused.');
    await takeInHand(tx, employerId, deliveryId, jobId);
  }
  return due.length;
}
