import { Inject, Injectable } from '@nestjs/common';
import { lockEmployer } from '../auth/employers.queries.js';
import { afterId, rowsToRead, toIdPage } from '../auth/id-pages.js';
import { principalOf, type Actor } from '../common/access/actor.js';
import { AppError, found, validationFailed } from '../common/errors/app-error.js';
import { created, entityTag, ok, type Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import type { PageQuery } from '../common/pagination/page.dto.js';
import { encryptSecret } from '../common/secrets/secret-encryption.js';
import { secretsOptions, type SecretsModuleOptions } from '../common/secrets/secrets.module.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { EventPayloads } from '../events/event-types.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { whyUrlRefused } from '../outbound/target.rules.js';
import { shelvePending } from './deliveries.queries.js';
import { disableEndpoint } from './disable-endpoint.js';
import { healthyEndpoint } from './endpoint-health.rules.js';
import {
  toOfferedEventView,
  toWebhookView,
  type ChangeWebhook,
  type CreateWebhook,
  type OfferedEventListView,
  type WebhookListView,
} from './endpoints.dto.js';
import {
  findEndpoint,
  freeSlot,
  insertEndpoint,
  listEndpoints,
  lockEndpoint,
  lockHealth,
  markRemoved,
  replaceSecrets,
  setDisabled,
  updateEndpoint,
  writeHealth,
  type LockedEndpoint,
} from './endpoints.queries.js';
import { filterProblem } from './event-filter.rules.js';
import { offeredEvents, offeredTypes } from './offered-events.js';
import { rotated } from './secret-rotation.rules.js';
import { formatWebhookSecret, newWebhookSecret } from './signature.js';
import { webhooksOptions, type WebhooksModuleOptions } from './webhooks.options.js';

const list = 'webhooks';

/** The table has as many places. */
export const mostWebhooks = 20;

@Injectable()
export class EndpointsService {
  constructor(
    private readonly database: Database,
    @Inject(secretsOptions) private readonly secrets: SecretsModuleOptions,
    @Inject(webhooksOptions) private readonly options: WebhooksModuleOptions,
  ) {}

  listEventTypes(): OfferedEventListView {
    return { items: offeredEvents.map(toOfferedEventView) };
  }

  async list(employerId: string, page: PageQuery): Promise<WebhookListView> {
    const after = afterId(list, page);
    const rows = await this.database.read({ employerId }, (db) =>
      listEndpoints(db, employerId, after, rowsToRead(page)),
    );
    const { items, nextCursor } = toIdPage(list, page, rows, toWebhookView);
    return { items: [...items], nextCursor };
  }

  async show(employerId: string, id: string): Promise<Reply> {
    const row = found(await this.database.read({ employerId }, (db) => findEndpoint(db, employerId, id)));
    return ok(toWebhookView(row), entityTag(row.revision));
  }

  create(actor: Actor, body: CreateWebhook, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    const url = this.readUrl(body.url);
    const { eventTypes, description = '' } = body;
    assertFilter(eventTypes);
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request, withoutSecret }, async () => {
        await lockEmployer(tx, employerId);
        const slot = await freeSlot(tx, employerId, mostWebhooks);
        if (slot === undefined) {
          throw new AppError('webhook-limit', {
            detail: `An employer has ${mostWebhooks} webhooks at most.`,
          });
        }
        const id = newId();
        const secret = newWebhookSecret();
        await insertEndpoint(tx, {
          employerId,
          id,
          slot,
          url,
          eventTypes,
          description,
          secret: this.encrypt(secret, id),
        });
        const row = found(await findEndpoint(tx, employerId, id));
        await note(tx, actor, id, 'webhook.created', { eventTypes });
        const view = { ...toWebhookView(row), secret: formatWebhookSecret(secret) };
        return created(view, `/api/v1/webhooks/${id}`, entityTag(row.revision));
      }),
    );
  }

  change(actor: Actor, id: string, revision: string, body: ChangeWebhook): Promise<Reply> {
    const { employerId } = actor;
    const url = body.url === undefined ? undefined : this.readUrl(body.url);
    if (body.eventTypes !== undefined) assertFilter(body.eventTypes);
    return this.database.transaction({ employerId }, async (tx) => {
      const endpoint = await lockUnchanged(tx, employerId, id, revision);
      const settings = {
        url: url ?? endpoint.url,
        eventTypes: body.eventTypes ?? endpoint.event_types,
        description: body.description ?? endpoint.description,
      };
      const fields = changedFields(endpoint, settings);
      if (fields.length > 0) await updateEndpoint(tx, employerId, id, settings);
      const isNewStart = fields.includes('url') || (body.enabled === true && endpoint.disabled_at !== null);
      if (isNewStart) {
        await lockHealth(tx, employerId, id);
        await writeHealth(tx, employerId, id, healthyEndpoint, null);
      }
      if (fields.length > 0) await note(tx, actor, id, 'webhook.changed', { fields });
      if (body.enabled === true && endpoint.disabled_at !== null) {
        await setDisabled(tx, employerId, id, null);
        await note(tx, actor, id, 'webhook.enabled', {});
      }
      if (body.enabled === false && endpoint.disabled_at === null) {
        await disableEndpoint(tx, { employerId, id }, 'by_request', eventActor(actor));
      }
      const row = found(await findEndpoint(tx, employerId, id));
      return ok(toWebhookView(row), entityTag(row.revision));
    });
  }

  remove(actor: Actor, id: string, revision: string): Promise<void> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, async (tx) => {
      await lockUnchanged(tx, employerId, id, revision);
      await markRemoved(tx, employerId, id);
      await shelvePending(tx, employerId, id);
      await note(tx, actor, id, 'webhook.removed', {});
    });
  }

  rotateSecret(actor: Actor, id: string, request: IdempotencyRequest | undefined): Promise<Reply> {
    const { employerId } = actor;
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request, withoutSecret }, async () => {
        const { secret: stored, now } = found(present(await lockEndpoint(tx, employerId, id)));
        if (stored === null) throw new Error('The webhook has no secret.');
        const secret = newWebhookSecret();
        const { current, previous } = rotated({ current: stored }, this.encrypt(secret, id), now);
        if (!previous) throw new Error('A rotation keeps the secret before.');
        await replaceSecrets(tx, employerId, id, {
          current,
          previous: previous.secret,
          replacedAt: previous.replacedAt,
        });
        const row = found(await findEndpoint(tx, employerId, id));
        await note(tx, actor, id, 'webhook.secret_rotated', {});
        return ok({ ...toWebhookView(row), secret: formatWebhookSecret(secret) }, entityTag(row.revision));
      }),
    );
  }

  private encrypt(secret: Buffer, id: string): Buffer {
    return encryptSecret(secret, this.secrets.keys[0], id);
  }

  /** In its one canonical form. A courtesy to whoever has mistyped; each call decides again where it goes. */
  private readUrl(text: string): string {
    const reason = whyUrlRefused(text, this.options.outbound?.policy);
    const url = reason === undefined ? new URL(text) : undefined;
    if (url) url.hash = '';
    const detail = reason ?? (url && whyUrlRefused(url.href, this.options.outbound?.policy));
    if (url === undefined || detail !== undefined || /[\s@]/.test(url.href)) {
      const sentence = detail ?? 'The URL must not hold an @ or a blank; write them as %40 and %20.';
      throw validationFailed([{ pointer: '/url', code: 'refused-url', detail: sentence }]);
    }
    return url.href;
  }
}

function withoutSecret(body: object): object {
  return { ...body, secret: null };
}

function assertFilter(eventTypes: readonly string[]): void {
  const problem = filterProblem(eventTypes, offeredTypes);
  if (problem === undefined) return;
  const { index, code, detail } = problem;
  const pointer = index === undefined ? '/eventTypes' : `/eventTypes/${index}`;
  throw validationFailed([{ pointer, code, detail }]);
}

function present(endpoint: LockedEndpoint | undefined): LockedEndpoint | undefined {
  return endpoint?.removed_at === null ? endpoint : undefined;
}

async function lockUnchanged(
  tx: Tx,
  employerId: string,
  id: string,
  revision: string,
): Promise<LockedEndpoint> {
  const endpoint = found(present(await lockEndpoint(tx, employerId, id)));
  if (endpoint.revision !== revision) {
    throw new AppError('precondition-failed', { headers: entityTag(endpoint.revision) });
  }
  return endpoint;
}

function changedFields(
  before: LockedEndpoint,
  after: { readonly url: string; readonly eventTypes: readonly string[]; readonly description: string },
): string[] {
  return [
    ...(before.url === after.url ? [] : ['url']),
    ...(before.event_types.join(' ') === after.eventTypes.join(' ') ? [] : ['eventTypes']),
    ...(before.description === after.description ? [] : ['description']),
  ];
}

type WebhookEvent = Extract<keyof EventPayloads, `webhook.${string}`>;

function note<Type extends WebhookEvent>(
  tx: Tx,
  actor: Actor,
  id: string,
  type: Type,
  payload: EventPayloads[Type],
): Promise<void> {
  const { employerId } = actor;
  return appendEvent(tx, {
    employerId,
    type,
    actor: eventActor(actor),
    subject: { type: 'webhook', id },
    payload,
  });
}
