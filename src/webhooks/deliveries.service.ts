import { Injectable } from '@nestjs/common';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found } from '../common/errors/app-error.js';
import { ok, Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import { decodePlace, encodePlace } from '../common/pagination/newest-first.js';
import { pageLimit, toPage } from '../common/pagination/page.dto.js';
import { Database, type Reader, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import {
  findDelivery,
  insertDeliveries,
  listDeliveries,
  restart,
  restartFailed,
} from './deliveries.queries.js';
import {
  toAttemptView,
  toDeliveryView,
  type DeliveryDetailView,
  type DeliveryListView,
  type ListDeliveriesQuery,
  type Redeliver,
  type RedeliverFailed,
} from './deliveries.dto.js';
import { listAttempts } from './delivery-log.queries.js';
import { findEndpoint, lockEndpoint, type LockedEndpoint } from './endpoints.queries.js';
import { pingBody } from './message-body.js';
import { pingType } from './offered-events.js';

const list = 'webhook-deliveries';
const attemptsShown = 50;
export const mostRedeliveredAtOnce = 500;

@Injectable()
export class DeliveriesService {
  constructor(private readonly database: Database) {}

  async list(employerId: string, endpointId: string, page: ListDeliveriesQuery): Promise<DeliveryListView> {
    const limit = pageLimit(page);
    const before = decodePlace(list, page.cursor);
    const rows = await this.database.read({ employerId }, async (db) => {
      found(await findEndpoint(db, employerId, endpointId));
      const filter = { state: page.state, type: page.type, before, limit: limit + 1 };
      return listDeliveries(db, employerId, endpointId, filter);
    });
    const { items, nextCursor } = toPage(rows, limit, toDeliveryView, (row) => encodePlace(list, row));
    return { items: [...items], nextCursor };
  }

  async show(employerId: string, endpointId: string, id: string): Promise<DeliveryDetailView> {
    return this.database.read({ employerId }, async (db) => {
      found(await findEndpoint(db, employerId, endpointId));
      return detail(db, employerId, endpointId, id);
    });
  }

  /** Sends a message that is no event, so that a receiver can be tried out before something happens. */
  ping(actor: Actor, endpointId: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    return this.act(actor, request, async (tx) => {
      const { employerId } = actor;
      const { now } = await lockOpenEndpoint(tx, employerId, endpointId);
      const id = newId();
      const body = pingBody(employerId, endpointId, now);
      await insertDeliveries(tx, { employerId, eventId: newId(), type: pingType, body }, [
        { id, endpointId, state: 'pending' },
      ]);
      return new Reply(202, await detail(tx, employerId, endpointId, id));
    });
  }

  /** Doing it twice does it once: what is on its way is not sent again. */
  redeliver(
    actor: Actor,
    endpointId: string,
    id: string,
    body: Redeliver,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.act(actor, request, async (tx) => {
      const { employerId } = actor;
      await lockOpenEndpoint(tx, employerId, endpointId);
      found(await findDelivery(tx, employerId, endpointId, id));
      const isNew = await restart(tx, employerId, endpointId, id, body.redeliveries);
      const view = await detail(tx, employerId, endpointId, id);
      if (isNew) await noteRedelivered(tx, actor, endpointId, 1);
      return ok(view);
    });
  }

  redeliverFailed(
    actor: Actor,
    endpointId: string,
    { since }: RedeliverFailed,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    return this.act(actor, request, async (tx) => {
      const { employerId } = actor;
      await lockOpenEndpoint(tx, employerId, endpointId);
      const redelivered = await restartFailed(tx, employerId, endpointId, since, mostRedeliveredAtOnce);
      if (redelivered > 0) await noteRedelivered(tx, actor, endpointId, redelivered);
      return ok({ redelivered });
    });
  }

  private act(
    actor: Actor,
    request: IdempotencyRequest | undefined,
    work: (tx: Tx) => Promise<Reply>,
  ): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request }, () => work(tx)),
    );
  }
}

async function detail(
  db: Reader,
  employerId: string,
  endpointId: string,
  id: string,
): Promise<DeliveryDetailView> {
  const row = found(await findDelivery(db, employerId, endpointId, id));
  const attempts = await listAttempts(db, employerId, id, attemptsShown);
  return { ...toDeliveryView(row), body: row.body, log: attempts.map(toAttemptView) };
}

/** Nothing may come to wait for an endpoint that is disabled: it would wait for ever. */
async function lockOpenEndpoint(tx: Tx, employerId: string, id: string): Promise<LockedEndpoint> {
  const endpoint = found(await lockEndpoint(tx, employerId, id));
  if (endpoint.removed_at !== null) throw new AppError('not-found');
  if (endpoint.disabled_at !== null) {
    throw new AppError('not-editable', { detail: 'This webhook is disabled. Enable it first.' });
  }
  return endpoint;
}

function noteRedelivered(tx: Tx, actor: Actor, endpointId: string, count: number): Promise<void> {
  return appendEvent(tx, {
    employerId: actor.employerId,
    type: 'webhook.redelivered',
    actor: eventActor(actor),
    subject: { type: 'webhook', id: endpointId },
    payload: { count },
  });
}
