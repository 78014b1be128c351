import { Injectable } from '@nestjs/common';
import { actorId, principalOf, type Actor } from '../common/access/actor.js';
import { AppError, validationFailed } from '../common/errors/app-error.js';
import { created, type Reply } from '../common/http/reply.js';
import { newId } from '../common/identifiers/identifiers.js';
import { formatToken, hashSecret, newSecret } from '../common/identifiers/tokens.js';
import type { PageQuery } from '../common/pagination/page.dto.js';
import { Database, type Tx } from '../database/database.js';
import { appendEvent, eventActor } from '../events/events.queries.js';
import type { IdempotencyRequest } from '../idempotency/idempotency.decorators.js';
import { once } from '../idempotency/once.js';
import { expiryProblem } from './api-key.rules.js';
import {
  toApiKeyView,
  type ApiKeyListView,
  type CreateApiKeyBody,
  type NewApiKeyView,
} from './api-keys.dto.js';
import { insertApiKey, listApiKeys, readClock, revokeApiKey } from './api-keys.queries.js';
import { afterId, rowsToRead, toIdPage } from './id-pages.js';
import { lockEmployerAs } from './members.service.js';

const list = 'api-keys';

@Injectable()
export class ApiKeysService {
  constructor(private readonly database: Database) {}

  async list(actor: Actor, page: PageQuery): Promise<ApiKeyListView> {
    const { employerId } = actor;
    const after = afterId(list, page);
    const rows = await this.database.read({ employerId }, (db) =>
      listApiKeys(db, employerId, after, rowsToRead(page)),
    );
    const { items, nextCursor } = toIdPage(list, page, rows, toApiKeyView);
    return { items: [...items], nextCursor };
  }

  async create(
    actor: Actor,
    body: CreateApiKeyBody,
    request: IdempotencyRequest | undefined,
  ): Promise<Reply> {
    const { employerId } = actor;
    const withoutSecret = (view: object): object => ({ ...view, key: null });
    return this.database.transaction({ employerId }, (tx) =>
      once(tx, { employerId, principal: principalOf(actor), request, withoutSecret }, async () => {
        const view = await insertFor(tx, actor, body);
        return created(view, `/api/v1/api-keys/${view.id}`);
      }),
    );
  }

  async revoke(actor: Actor, id: string): Promise<void> {
    const { employerId } = actor;
    await this.database.transaction({ employerId }, async (tx) => {
      const revoked = await revokeApiKey(tx, employerId, id);
      if (revoked === undefined) throw new AppError('not-found');
      if (!revoked) return;
      await appendEvent(tx, {
        employerId,
        type: 'api_key.revoked',
        actor: eventActor(actor),
        subject: { type: 'api_key', id },
        payload: {},
      });
    });
  }
}

async function insertFor(tx: Tx, actor: Actor, body: CreateApiKeyBody): Promise<NewApiKeyView> {
  const { employerId } = actor;
  const { name, scopes } = body;
  const expiresAt = new Date(body.expiresAt);
  await lockEmployerAs(tx, actor, 'api-keys.write');
  const problem = expiryProblem(expiresAt, await readClock(tx));
  if (problem) throw validationFailed([{ pointer: '/expiresAt', ...problem }]);
  const id = newId();
  const secret = newSecret();
  const key = {
    employerId,
    id,
    name,
    tokenHash: hashSecret(secret),
    scopes,
    createdBy: actorId(actor),
    expiresAt,
  };
  const row = await insertApiKey(tx, key);
  await appendEvent(tx, {
    employerId,
    type: 'api_key.created',
    actor: eventActor(actor),
    subject: { type: 'api_key', id },
    payload: { scopes, expiresAt: row.expires_at.toISOString() },
  });
  return { ...toApiKeyView(row), key: formatToken('key', [employerId], secret) };
}
