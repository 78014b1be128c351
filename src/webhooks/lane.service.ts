import { Inject, Injectable } from '@nestjs/common';
import { decryptSecret } from '../common/secrets/secret-encryption.js';
import { secretsOptions, type SecretsModuleOptions } from '../common/secrets/secrets.module.js';
import type { Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { noteProgress } from '../jobs/jobs.queries.js';
import { GuardedClient, type OutboundResult } from '../outbound/guarded-client.js';
import { findInHand, restart, type DeliveryInHand } from './deliveries.queries.js';
import { isDelivered } from './delivery-outcome.rules.js';
import { lockEndpoint, type LockedEndpoint } from './endpoints.queries.js';
import { lockDueDeliveries, takeInHand } from './lanes.queries.js';
import { recordResult, type SentMessage } from './record-result.js';
import { signingSecrets } from './secret-rotation.rules.js';
import { signatureHeaders } from './signature.js';
import { webhooksOptions, type WebhooksModuleOptions } from './webhooks.options.js';

export const laneKind = 'webhook_lane';

/** Which endpoint a lane is for. Which delivery it has in hand stands in the table. */
export interface LanePayload {
  readonly endpointId: string;
}

/** A message that is ready to be sent. */
interface Message extends SentMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * A lane goes on to the next delivery for so long. Then its place is free for whoever has waited longest; meanwhile a receiver
 * that is quick and well gets its messages without a wait between them.
 */
export const laneMilliseconds = 5_000;

/** One lane: sends what it has in hand, notes the result, and takes the next delivery of the same endpoint. */
@Injectable()
export class LaneService {
  private readonly client: GuardedClient;
  private readonly random: () => number;

  constructor(
    @Inject(secretsOptions) private readonly secrets: SecretsModuleOptions,
    @Inject(webhooksOptions) options: WebhooksModuleOptions,
  ) {
    this.client = new GuardedClient(options.outbound ?? {});
    this.random = options.random ?? Math.random;
  }

  /**
   * A worker that dies between the receiver's answer and the note of it leaves the delivery in this job's hand: whoever gets the
   * job sends it again, under the same webhook-id.
   */
  async run(job: RunningJob<LanePayload>): Promise<void> {
    const endsAt = performance.now() + laneMilliseconds;
    let message = await job.transaction((tx) => this.takeUp(tx, job));
    while (message !== undefined) {
      const sent: Message = message;
      const result = await this.send(sent, job.signal);
      // A receiver that failed gets a pause, and its place goes to another: only success goes on.
      if (!isDelivered(result) || performance.now() >= endsAt) {
        return job.complete((tx) => recordResult(tx, job, sent, result, this.random));
      }
      message = await job.transaction(async (tx) => {
        await recordResult(tx, job, sent, result, this.random);
        await noteProgress(tx, job);
        return this.takeNext(tx, job);
      });
    }
    await job.complete();
  }

  private async send(message: Message, signal: AbortSignal): Promise<OutboundResult> {
    const { url, headers, body } = message;
    const result = await this.client.send({ method: 'POST', url, headers, body }, signal);
    if (result.kind === 'failure' && result.failureClass === 'cancelled') {
      throw new Error('The call was cancelled.');
    }
    return result;
  }

  private async takeUp(tx: Tx, job: RunningJob<LanePayload>): Promise<Message | undefined> {
    const { employerId, id: jobId } = job;
    const found = await findInHand(tx, employerId, jobId);
    if (found === undefined) return undefined;
    const endpoint = await lockEndpoint(tx, employerId, found.endpoint_id);
    const isOpen = endpoint !== undefined && endpoint.disabled_at === null && endpoint.removed_at === null;
    // Again under the lock: it may just have been put on the shelf.
    const inHand = await findInHand(tx, employerId, jobId);
    if (inHand === undefined || !isOpen) return undefined;
    if (inHand.state !== 'pending') {
      // An operator has replayed the job that died over it. Like any redelivery it waits for its turn.
      await restart(tx, employerId, inHand.endpoint_id, inHand.id, undefined);
      return undefined;
    }
    return this.prepare(job, inHand, endpoint);
  }

  private async takeNext(tx: Tx, job: RunningJob<LanePayload>): Promise<Message | undefined> {
    const { employerId, id: jobId } = job;
    const { endpointId } = job.payload;
    // The result was recorded under the endpoint's lock; it is still ours.
    const endpoint = await lockEndpoint(tx, employerId, endpointId);
    if (!endpoint || endpoint.disabled_at !== null || endpoint.removed_at !== null) return undefined;
    const [next] = await lockDueDeliveries(tx, employerId, endpointId, 1);
    if (next === undefined) return undefined;
    await takeInHand(tx, employerId, next, jobId);
    const inHand = await findInHand(tx, employerId, jobId);
    return inHand && this.prepare(job, inHand, endpoint);
  }

  private prepare(
    job: RunningJob<LanePayload>,
    { id: deliveryId, endpoint_id: endpointId, event_id: eventId, body }: DeliveryInHand,
    endpoint: LockedEndpoint,
  ): Message {
    const bytes = Buffer.from(body, 'utf8');
    const { url, now: sentAt } = endpoint;
    const signed = signatureHeaders(
      { id: eventId, sentAt, body: bytes },
      this.secretsOf(endpointId, endpoint),
    );
    return {
      deliveryId,
      endpointId,
      jobId: job.id,
      url,
      sentAt,
      headers: { 'content-type': 'application/json; charset=utf-8', ...signed },
      body: bytes,
    };
  }

  private secretsOf(endpointId: string, endpoint: LockedEndpoint): Buffer[] {
    const { secret, previous_secret: previous, secret_replaced_at: replacedAt, now } = endpoint;
    if (secret === null) throw new Error('The webhook has no secret.');
    const stored = {
      current: secret,
      ...(previous === null || replacedAt === null ? {} : { previous: { secret: previous, replacedAt } }),
    };
    return signingSecrets(stored, now).map((one) => decryptSecret(one, this.secrets.keys, endpointId));
  }
}
