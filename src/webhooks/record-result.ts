import { newId } from '../common/identifiers/identifiers.js';
import type { Tx } from '../database/database.js';
import type { OutboundResult } from '../outbound/guarded-client.js';
import { finish, lockDelivery, reschedule, type LockedDelivery } from './deliveries.queries.js';
import { deliveryOutcome, isDelivered, type DeliveryOutcome } from './delivery-outcome.rules.js';
import { insertAttempt } from './delivery-log.queries.js';
import { disableEndpoint } from './disable-endpoint.js';
import { healthAfter, isToBeDisabled } from './endpoint-health.rules.js';
import { lockEndpoint, lockHealth, writeHealth, type DisabledReason } from './endpoints.queries.js';
import { printableAnswer } from './printable-answer.js';

export interface SentMessage {
  readonly deliveryId: string;
  readonly endpointId: string;
  readonly jobId: string;
  readonly url: string;
  readonly sentAt: Date;
}

/**
 * What follows from an attempt, all in the transaction of the caller: the row of the log, the delivery's end or its next time,
 * the health of the endpoint, and where it has come to that, its end.
 */
export async function recordResult(
  tx: Tx,
  { employerId }: { readonly employerId: string },
  message: SentMessage,
  result: OutboundResult,
  random: () => number,
): Promise<void> {
  const { deliveryId, endpointId, jobId } = message;
  const endpoint = await lockEndpoint(tx, employerId, endpointId);
  if (!endpoint) throw new Error('The webhook of a delivery is not there.');
  const health = await lockHealth(tx, employerId, endpointId);
  const delivery = await lockDelivery(tx, employerId, deliveryId);
  const attempts = delivery.attempts + 1;
  await insertAttempt(tx, {
    ...attemptOf(result),
    employerId,
    id: newId(),
    deliveryId,
    number: attempts,
    redelivery: delivery.redeliveries,
    url: message.url,
    sentAt: message.sentAt,
  });
  const recorded = { employerId, id: deliveryId, jobId, attempts, delivery };
  if (endpoint.url !== message.url && !isDelivered(result)) {
    // What the address of before answered says nothing about the present one, which has all attempts yet.
    return applyOutcome(tx, { ...recorded, attempts: 0 }, { kind: 'retry', at: endpoint.now });
  }
  const outcome = deliveryOutcome(result, attempts, endpoint.now, random());
  await applyOutcome(tx, recorded, outcome);

  if (endpoint.disabled_at !== null || endpoint.removed_at !== null) return;
  const next = healthAfter(health, result, endpoint.now);
  await writeHealth(tx, employerId, endpointId, next, isDelivered(result) ? endpoint.now : null);
  const reason = whyDisable(outcome, isToBeDisabled(next, endpoint.now));
  if (reason !== undefined) {
    await disableEndpoint(tx, { employerId, id: endpointId }, reason, { type: 'system', id: null });
  }
}

function whyDisable(outcome: DeliveryOutcome, hasFailedForLong: boolean): DisabledReason | undefined {
  if (outcome.kind === 'endpoint_gone') return 'gone';
  return hasFailedForLong ? 'failing' : undefined;
}

interface Recorded {
  readonly employerId: string;
  readonly id: string;
  readonly jobId: string;
  readonly attempts: number;
  readonly delivery: LockedDelivery;
}

/**
 * Only while it is still in this lane's hand: it may have been put on the shelf during the call. That it arrived all the same is
 * true then too, unless somebody has asked for it again since.
 */
async function applyOutcome(tx: Tx, recorded: Recorded, outcome: DeliveryOutcome): Promise<void> {
  const { employerId, id, jobId, attempts, delivery } = recorded;
  const isInHand = delivery.state === 'pending' && delivery.job_id === jobId;
  if (!isInHand && !(delivery.state === 'endpoint_disabled' && outcome.kind === 'delivered')) return;
  switch (outcome.kind) {
    case 'delivered':
      return finish(tx, employerId, id, { state: 'delivered', deadReason: null, attempts });
    case 'dead':
      return finish(tx, employerId, id, { state: 'dead', deadReason: outcome.reason, attempts });
    case 'endpoint_gone':
      return finish(tx, employerId, id, { state: 'endpoint_disabled', deadReason: null, attempts });
    case 'retry':
      return reschedule(tx, employerId, id, { attempts, at: outcome.at });
    case 'returned':
      throw new Error('A call that was cancelled has no result.');
  }
}

function attemptOf(result: OutboundResult): {
  status: number | null;
  failure: string | null;
  detail: string | null;
  answer: string | null;
  isAnswerCut: boolean;
  milliseconds: number;
} {
  const milliseconds = result.timings.total;
  if (result.kind === 'failure') {
    const { status = null, failure, detail } = result;
    return { status, failure, detail, answer: null, isAnswerCut: false, milliseconds };
  }
  const { text, isCut } = printableAnswer(result.body, result.isBodyCut);
  return {
    status: result.status,
    failure: null,
    detail: null,
    answer: text,
    isAnswerCut: isCut,
    milliseconds,
  };
}
